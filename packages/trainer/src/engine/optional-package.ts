import { messageOf } from "@polyhead/spec";
import type { BackendUnavailable } from "./backend-candidate.ts";

/** Imports a package that need not be installed, or tells why that fails. */
export async function importOptional<Module>(
  name: string,
  load: () => Promise<Module>,
): Promise<{ readonly module: Module } | BackendUnavailable> {
  try {
    return { module: await load() };
  } catch (error) {
    if (isMissing(error, name)) {
      return { unavailable: `package ${name} is not installed`, remedy: `install ${name}` };
    }
    const [reason] = messageOf(error).split("\n");
    return {
      unavailable: `package ${name} does not load: ${reason}`,
      remedy: `reinstall ${name} for this Node`,
    };
  }
}

function isMissing(error: unknown, name: string): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    error.code === "ERR_MODULE_NOT_FOUND" &&
    error.message.includes(`'${name}'`)
  );
}
