import { messageOf, PolyheadError } from "@polyhead/spec";

/** What became of a file or folder that cannot be written. */
export function unwritable(path: string, cause: unknown): PolyheadError {
  return new PolyheadError(
    "file-unwritable",
    `"${path}" cannot be written: ${messageOf(cause)}. Make room or choose another place.`,
    { details: { path }, cause },
  );
}

/** Passes on what `action` gives; turns its failure into `unwritable`. */
export async function writing<T>(path: string, action: Promise<T>): Promise<T> {
  return action.catch((cause: unknown) => {
    throw unwritable(path, cause);
  });
}
