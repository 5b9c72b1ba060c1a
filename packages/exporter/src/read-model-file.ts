import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { dirname, join } from "node:path";
import { readModel, type ExternalRange, type Model } from "@polyhead/onnx";
import { messageOf, PolyheadError } from "@polyhead/spec";

/** The most bytes that one call of the operating system reads. */
const MAX_READ = 2 ** 30;

/**
 * Reads a model file, and the files beside it that hold its weights.
 *
 * @throws PolyheadError `file-missing`, `file-invalid` for a file that cannot be read, `model-invalid`
 */
export function readModelFile(path: string): Model {
  const directory = dirname(path);
  return readModel(
    reading(path, () => readFileSync(path)),
    { externalData: (range) => reading(join(directory, range.location), (file) => readRange(file, range)) },
  );
}

/** The bytes of a range, or those of them that the file has. */
function readRange(path: string, { offset, length }: ExternalRange): Uint8Array {
  const file = openSync(path, "r");
  try {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, fstatSync(file).size - offset)));
    let end = 0;
    for (let count = 1; end < bytes.length && count > 0; end += count)
      count = readSync(file, bytes, end, Math.min(bytes.length - end, MAX_READ), offset + end);
    return bytes.subarray(0, end);
  } finally {
    closeSync(file);
  }
}

function reading<Result>(path: string, read: (path: string) => Result): Result {
  try {
    return read(path);
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === "ENOENT";
    throw new PolyheadError(
      missing ? "file-missing" : "file-invalid",
      missing ? `The file ${path} does not exist.` : `The file ${path} cannot be read: ${messageOf(cause)}.`,
      { details: { path }, cause },
    );
  }
}
