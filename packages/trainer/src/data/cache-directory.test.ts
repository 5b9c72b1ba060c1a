import { join } from "node:path";
import { expect, it } from "vitest";
import { cacheDirectory } from "./cache-directory.ts";

it.each([
  ["linux", {}, "/home/ada/.cache/polyhead"],
  ["linux", { XDG_CACHE_HOME: "/var/ada" }, "/var/ada/polyhead"],
  ["linux", { XDG_CACHE_HOME: "relative" }, "/home/ada/.cache/polyhead"],
  ["darwin", { XDG_CACHE_HOME: "/var/ada" }, "/home/ada/Library/Caches/polyhead"],
  ["win32", { LOCALAPPDATA: "/local" }, "/local/polyhead"],
  ["win32", {}, "/home/ada/AppData/Local/polyhead"],
] as const)("on %s with %o it is %s", (platform, environment, expected) => {
  expect(cacheDirectory(environment, platform, "/home/ada")).toBe(join(expected));
});
