import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where downloads are kept: `%LOCALAPPDATA%\polyhead` on Windows, `~/Library/Caches/polyhead` on macOS,
 * `$XDG_CACHE_HOME/polyhead` or `~/.cache/polyhead` elsewhere.
 */
export function cacheDirectory(
  environment: Environment = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  return join(cacheRoot(environment, platform, home), "polyhead");
}

function cacheRoot(environment: Environment, platform: NodeJS.Platform, home: string): string {
  if (platform === "win32") return environment["LOCALAPPDATA"] ?? join(home, "AppData", "Local");
  if (platform === "darwin") return join(home, "Library", "Caches");
  // The XDG Base Directory Specification has relative paths ignored.
  const chosen = environment["XDG_CACHE_HOME"] ?? "";
  return isAbsolute(chosen) ? chosen : join(home, ".cache");
}
