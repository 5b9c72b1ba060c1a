import { PolyheadError } from "@polyhead/spec";

/** What became of a file or folder of the data set that cannot be read. */
export function missing(path: string, cause: unknown): PolyheadError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
  const why = code === "ENOENT" ? "there is none" : `it cannot be read (${code})`;
  return new PolyheadError(
    "data-missing",
    `CIFAR-10 needs "${path}"; ${why}. Give the directory of the binary version, or leave it out to have it downloaded.`,
    { details: { path, code }, cause },
  );
}
