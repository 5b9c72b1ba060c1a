import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder for a test's files; removed at the end of its scope. */
export async function temporaryFolder(): Promise<
  AsyncDisposable & {
    readonly path: string;
    write(name: string, content: string | Uint8Array): Promise<string>;
  }
> {
  const path = await mkdtemp(join(tmpdir(), "polyhead-data-"));
  return {
    path,
    async write(name, content) {
      const file = join(path, name);
      await writeFile(file, content);
      return file;
    },
    [Symbol.asyncDispose]: async () => rm(path, { recursive: true, force: true }),
  };
}
