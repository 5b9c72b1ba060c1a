import { messageOf, PolyheadError } from "@polyhead/spec";
import { mkdir, rmdir } from "node:fs/promises";
import { join } from "node:path";

/**
 * Makes the directory of a new run: `<out>/<name>-<date>-<time>`, in local time.
 *
 * @throws PolyheadError `file-unwritable`
 */
export async function makeRunDirectory(out: string, name: string): Promise<string> {
  const stem = join(out, `${name}-${timestamp(new Date())}`);
  try {
    await mkdir(out, { recursive: true });
    for (let attempt = 1; ; attempt++) {
      const directory = attempt === 1 ? stem : `${stem}-${attempt}`;
      if (await makeNew(directory)) return directory;
    }
  } catch (cause) {
    throw new PolyheadError(
      "file-unwritable",
      `The run's directory cannot be made in ${out} (${messageOf(cause)}).`,
      {
        cause,
        details: { path: out },
      },
    );
  }
}

/** Takes the directory of a run away again when nothing was saved in it. */
export async function removeIfEmpty(directory: string): Promise<void> {
  await rmdir(directory).catch(() => undefined);
}

async function makeNew(directory: string): Promise<boolean> {
  try {
    await mkdir(directory);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** `20250131-235959` */
function timestamp(now: Date): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const date = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join("");
  return `${date}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
}
