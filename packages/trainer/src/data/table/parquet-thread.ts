import type { FileMetaData } from "hyparquet";
import { Worker } from "node:worker_threads";

/** What a thread is made for. */
export interface ParquetWork {
  readonly path: string;
  /** the file's size */
  readonly bytes: number;
  readonly metadata: FileMetaData;
  readonly wanted: readonly string[];
}

/** Rows to decode, of one row group. */
export interface ParquetQuestion {
  readonly rowStart: number;
  readonly rowEnd: number;
}

/** The wanted columns, or what is wrong with the file. */
export type ParquetAnswer =
  | { readonly values: readonly ArrayLike<unknown>[]; readonly fault?: never }
  | { readonly fault: string };

/** A thread that decodes row groups of one file. */
export interface ParquetThread extends AsyncDisposable {
  /** @throws Error saying what is wrong with the file */
  readonly read: (question: ParquetQuestion) => Promise<readonly ArrayLike<unknown>[]>;
}

/** Memory of the thread in MB: for its program, and for each MB of a row group's columns once they are unpacked. */
const [MEMORY, MEMORY_A_MEGABYTE] = [256, 24];

const script = new URL(
  import.meta.url.endsWith(".ts") ? "./parquet-worker.ts" : "./parquet-worker.js",
  import.meta.url,
);

/** Starts a thread. @param patience milliseconds that one row group may take, besides a second for each MB of it */
export function parquetThread(work: ParquetWork, patience: number): ParquetThread {
  const megabytes = largestGroup(work) / 2 ** 20;
  const worker = new Worker(script, {
    workerData: work,
    resourceLimits: { maxOldGenerationSizeMb: Math.ceil(MEMORY + MEMORY_A_MEGABYTE * megabytes) },
  });
  const limit = patience + 1000 * megabytes;
  const read = async (question: ParquetQuestion): Promise<readonly ArrayLike<unknown>[]> => {
    const { promise, resolve, reject } = Promise.withResolvers<ParquetAnswer>();
    const seconds = (limit / 1000).toFixed(0);
    const timer = setTimeout(() => reject(new Error(`a row group takes more than ${seconds} s`)), limit);
    const exited = (): void => reject(new Error("its decoder ended"));
    worker.once("message", resolve).once("error", reject).once("exit", exited).postMessage(question, []);
    try {
      const answer = await promise;
      if (answer.fault !== undefined) throw new Error(answer.fault);
      return answer.values;
    } finally {
      clearTimeout(timer);
      worker.off("message", resolve).off("error", reject).off("exit", exited);
    }
  };
  const dispose = async (): Promise<void> => void (await worker.terminate());
  worker.on("error", () => undefined);
  return { read, [Symbol.asyncDispose]: dispose };
}

/** A file that says of itself that it unpacks to more than this many times its size is not believed. */
const RATIO = 100;

/** Bytes of the wanted columns of one row group, unpacked. */
function largestGroup({ metadata, wanted, bytes }: ParquetWork): number {
  const sizes = metadata.row_groups.map(({ columns }) =>
    columns
      .filter(({ meta_data }) => wanted.includes(meta_data?.path_in_schema?.[0] ?? ""))
      .reduce((sum, { meta_data }) => sum + Number(meta_data?.total_uncompressed_size ?? 0n), 0),
  );
  return Math.min(RATIO * bytes, Math.max(0, ...sizes));
}
