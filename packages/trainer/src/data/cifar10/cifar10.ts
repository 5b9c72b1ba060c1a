import { readdir } from "node:fs/promises";
import { join } from "node:path";
import {
  classification,
  image,
  PolyheadError,
  regression,
  type ClassificationTask,
  type Example,
  type ImageInput,
  type RegressionTask,
} from "@polyhead/spec";
import { colorfulness } from "../colorfulness.ts";
import type { FixedSource } from "../source.ts";
import { batchFile } from "./batch-file.ts";
import { classNames } from "./class-names.ts";
import { downloadCifar10 } from "./download.ts";
import { META_FILE, SIDE, TEST_FILE, TRAIN_FILE } from "./layout.ts";
import { missing } from "./missing.ts";

const CLASSES = [
  "airplane",
  "automobile",
  "bird",
  "cat",
  "deer",
  "dog",
  "frog",
  "horse",
  "ship",
  "truck",
] as const;

export type Cifar10Class = (typeof CLASSES)[number];

/** What `cifar10` yields: 32 × 32 RGB. */
export const cifar10Input: ImageInput = image({ height: SIDE, width: SIDE });

/** What there is to predict from a picture of `cifar10`; `colorfulness` is computed from its pixels. */
export const cifar10Tasks: {
  readonly label: ClassificationTask<Cifar10Class>;
  readonly colorfulness: RegressionTask;
} = {
  label: classification({ classes: CLASSES }),
  colorfulness: regression({ unit: "Hasler–Süsstrunk M3" }),
};

/**
 * Streams CIFAR-10 (A. Krizhevsky, "Learning multiple layers of features from tiny images", 2009) from the official
 * binary files: `inputs: { image: [32, 32, 3] }` as a `Uint8Array`, `labels: { label, colorfulness }`.
 *
 * Reading throws PolyheadError: `data-missing` where a file is not there, `data-invalid` where one is damaged.
 *
 * @param options.directory holds `data_batch_*.bin`, `test_batch.bin` and `batches.meta.txt`; when left out, they are
 *   downloaded once into the user's cache (162 MiB), as by `downloadCifar10`, which may throw too
 */
export function cifar10(options: { directory?: string } = {}): FixedSource {
  const locate = async (): Promise<string> => options.directory ?? downloadCifar10();
  return {
    name: "cifar10",
    async *train() {
      const directory = await locate();
      yield* stream(directory, await trainFiles(directory));
    },
    async *test() {
      yield* stream(await locate(), [TEST_FILE]);
    },
  };
}

async function* stream(directory: string, files: readonly string[]): AsyncGenerator<Example> {
  const names = await classNames(join(directory, META_FILE), CLASSES.length);
  for (const file of files) {
    for await (const { label, image } of batchFile(join(directory, file), names.length)) {
      yield {
        inputs: { image },
        labels: { label: names[label] ?? "", colorfulness: colorfulness(image) },
      };
    }
  }
}

async function trainFiles(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory).catch((cause: unknown) => {
    throw missing(directory, cause);
  });
  const files = entries.filter((entry) => TRAIN_FILE.test(entry));
  if (files.length === 0) {
    throw new PolyheadError(
      "data-missing",
      `CIFAR-10 needs data_batch_*.bin in "${directory}"; there is none among its ${entries.length} entries. Give the directory of the binary version.`,
      { details: { directory, entries: entries.length } },
    );
  }
  return files.toSorted((one, other) => one.localeCompare(other, "en", { numeric: true }));
}
