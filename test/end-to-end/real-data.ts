import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

const folder = process.env["POLYHEAD_DATA"] ?? resolve(import.meta.dirname, "../../../shared/data");

/** The path of a real data set, or undefined where this machine does not have it. */
export function realData(name: string): string | undefined {
  const path = join(folder, name);
  return existsSync(path) ? path : undefined;
}
