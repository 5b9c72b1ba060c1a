import { join } from "node:path";
import { cacheDirectory } from "../cache-directory.ts";

/** The archive's folder, and its name in the cache directory. */
export const FOLDER = "cifar-10-batches-bin";
export const META_FILE = "batches.meta.txt";
export const TEST_FILE = "test_batch.bin";
export const TRAIN_FILE: RegExp = /^data_batch_\d+\.bin$/;

export const SIDE = 32;
export const PLANE: number = SIDE * SIDE;
export const RECORD_BYTES: number = 1 + 3 * PLANE;

/** Where the downloader puts the data set, and the reader looks when it is given no directory. */
export function defaultDirectory(): string {
  return join(cacheDirectory(), FOLDER);
}
