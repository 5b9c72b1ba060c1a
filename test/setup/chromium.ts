// Finds the Chromium that browser tests drive, and installs it where that can be done without asking.
import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync, readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { messageOf } from "@polyhead/spec";
import { chromium } from "playwright-core";

const INSTALL_TIMEOUT_MS = 10 * 60_000;

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];

/** Where installers put browsers on systems that do not use PATH for it. */
const PLACES: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  ],
  win32: ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"].flatMap((variable) => {
    const root = process.env[variable];
    return root === undefined
      ? []
      : [
          join(root, "Chromium/Application/chrome.exe"),
          join(root, "Google/Chrome/Application/chrome.exe"),
          join(root, "Microsoft/Edge/Application/msedge.exe"),
        ];
  }),
};

/** The path of a Chromium: `CHROME_PATH`, else the usual places, else the one that playwright-core installed. */
export function findChromium(): string | undefined {
  const { CHROME_PATH } = process.env;
  if (CHROME_PATH !== undefined && CHROME_PATH !== "")
    return isExecutable(CHROME_PATH) ? CHROME_PATH : undefined;
  const folders = process.platform === "win32" ? [] : (process.env["PATH"] ?? "").split(delimiter);
  return [
    ...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))),
    ...(PLACES[process.platform] ?? []),
    chromium.executablePath(),
  ].find(isExecutable);
}

/** The environment in which Node's WebGPU runs on the software driver that comes with Chromium, where it can (Linux). */
export function softwareVulkan(): Record<string, string> | undefined {
  const browser = findChromium();
  if (process.platform !== "linux" || browser === undefined || !isVulkanLoadable()) return undefined;
  const driver = [dirname(realpathSync(browser)), "/usr/lib/chromium", "/usr/lib/chromium-browser"]
    .map((folder) => join(folder, "vk_swiftshader_icd.json"))
    .find((file) => existsSync(file));
  return driver === undefined ? undefined : { VK_ICD_FILENAMES: driver, XDG_RUNTIME_DIR: tmpdir() };
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Asks the dynamic linker: a library that loads fails later, because it is no addon. */
function isVulkanLoadable(): boolean {
  try {
    process.dlopen({ exports: {} }, "libvulkan.so.1");
    return true;
  } catch (error) {
    return String(error).includes("did not self-register");
  }
}

/** Whether apt's package `chromium` is a browser here, and not Ubuntu's pointer to a snap. */
function isDebianRoot(): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0 || !existsSync("/etc/os-release"))
    return false;
  return /^ID=debian$/m.test(readFileSync("/etc/os-release", "utf8"));
}

function aptInstall(...packages: string[]): void {
  const options = {
    stdio: "pipe",
    timeout: INSTALL_TIMEOUT_MS,
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  } as const;
  execFileSync("apt-get", ["update", "-qq"], options);
  execFileSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], options);
}

function playwrightInstall(): void {
  const root = dirname(createRequire(import.meta.url).resolve("playwright-core/package.json"));
  execFileSync(process.execPath, [join(root, "cli.js"), "install", "chromium"], {
    stdio: "pipe",
    timeout: INSTALL_TIMEOUT_MS,
  });
}

function attempt(what: string, install: () => void): string {
  try {
    install();
    return `installed ${what}`;
  } catch (error) {
    const reason = messageOf(error).trim().split("\n").at(-1);
    return `could not install ${what} (${reason})`;
  }
}

/** Installs what is missing, and tells what was done. */
function setUp(): string[] {
  const lines: string[] = [];
  const wanted = process.env["CHROME_PATH"];
  if (findChromium() === undefined && !wanted) {
    const done = isDebianRoot()
      ? attempt("Debian's chromium and libvulkan1 with apt-get", () => aptInstall("chromium", "libvulkan1"))
      : attempt("Chromium with playwright-core", playwrightInstall);
    lines.push(`Browser tests: ${done}.`);
  }
  const browser = findChromium();
  if (browser === undefined) {
    const reason = wanted
      ? `CHROME_PATH is ${wanted}, which cannot be run`
      : "no Chromium; set CHROME_PATH to one";
    return [...lines, `Browser tests will be SKIPPED: ${reason}.`];
  }
  if (isDebianRoot() && !isVulkanLoadable()) {
    lines.push(`WebGPU tests: ${attempt("libvulkan1 with apt-get", () => aptInstall("libvulkan1"))}.`);
  }
  const vulkan =
    softwareVulkan() === undefined ? "will be SKIPPED (no software Vulkan driver)" : "run in software";
  return [...lines, `Browser tests use ${browser}; WebGPU tests in Node ${vulkan}.`];
}

if (import.meta.main) console.log(setUp().join("\n"));
