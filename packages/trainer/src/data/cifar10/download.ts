import { dirname } from "node:path";
import { progressBar } from "../../terminal/progress.ts";
import { downloadArchive, type RemoteArchive } from "../archive.ts";
import { defaultDirectory, FOLDER, META_FILE, TEST_FILE } from "./layout.ts";

/** The binary version on its author's page, https://www.cs.toronto.edu/~kriz/cifar.html. */
const ARCHIVE: RemoteArchive = {
  url: "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
  bytes: 170_052_171,
  md5: "c32a1d4ab5d03f1284b67883e8d87530",
  folder: FOLDER,
  members: [META_FILE, ...[1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}.bin`), TEST_FILE],
};

export interface Cifar10DownloadOptions {
  /** another place that has the same archive; it must have the same checksum */
  readonly url?: string;
  /** where the data set's folder goes; the user's cache when left out */
  readonly cache?: string;
  /** An aborted download throws the signal's reason and goes on from there the next time. */
  readonly signal?: AbortSignal;
  /** where progress is shown, standard error when left out */
  readonly stream?: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/**
 * Downloads CIFAR-10 (162 MiB; 176 MiB unpacked), unless it is there already.
 *
 * @returns the directory for `cifar10`
 * @throws PolyheadError `download-failed`, `file-unwritable`, or `data-invalid` for a damaged archive
 */
export async function downloadCifar10(options: Cifar10DownloadOptions = {}): Promise<string> {
  const { cache = dirname(defaultDirectory()), stream, url = ARCHIVE.url, signal } = options;
  let bar: ReturnType<typeof progressBar> | undefined;
  const onProgress = (received: number, total: number): void => {
    bar ??= progressBar({ total, label: "CIFAR-10", ...(stream === undefined ? {} : { stream }) });
    bar.update(received, `${megabytes(received)} of ${megabytes(total)} MB`);
  };
  try {
    return await downloadArchive({ ...ARCHIVE, url }, cache, {
      onProgress,
      ...(signal === undefined ? {} : { signal }),
    });
  } finally {
    bar?.stop();
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
