import { messageOf, PolyheadError } from "@polyhead/spec";

/** A data file that is not what it should be. */
export function badFile(path: string, fault: string, cause?: unknown): PolyheadError {
  return new PolyheadError("data-invalid", `The data file ${path} ${fault}.`, { details: { path }, cause });
}

/** A data file that cannot be read at all. */
export function unreadable(path: string, cause: unknown): PolyheadError {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === "ENOENT")
    return new PolyheadError("data-missing", `There is no data file ${path}; check the path.`, {
      details: { path },
      cause,
    });
  const fault =
    code === "EISDIR" ? "should be a file; it is a folder" : `cannot be read (${messageOf(cause)})`;
  return badFile(path, fault, cause);
}
