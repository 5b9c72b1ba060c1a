// Drives a headless Chromium with the runtime's browser entry, bundled as an app would bundle it.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { chromium, type Browser, type Page } from "playwright-core";
import type { Device } from "@polyhead/runtime";
import { findChromium } from "../setup/chromium.ts";
import type { BrowserPredictions } from "./page.ts";

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/** WebGPU on SwiftShader, Chromium's software driver. */
const SOFTWARE_WEBGPU = [
  "--enable-unsafe-webgpu",
  "--enable-features=Vulkan",
  "--use-vulkan=swiftshader",
  "--use-webgpu-adapter=swiftshader",
];

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

const WASM_FOLDER = dirname(
  createRequire(import.meta.url).resolve("onnxruntime-web/ort-wasm-simd-threaded.wasm"),
);

export interface BrowserSession extends AsyncDisposable {
  readonly page: Page;
  /** the page's own origin, such as `http://127.0.0.1:4000` */
  readonly origin: string;
  /** Serves bytes under a path; gives their URL. */
  serve(path: string, bytes: Uint8Array): string;
  /** Loads the page anew, and with it ONNX Runtime. */
  reload(): Promise<void>;
  close(): Promise<void>;
}

export interface BrowserRequest {
  readonly modelBytes: Uint8Array;
  readonly device: "auto" | Device;
  /** one record of inputs an example; typed arrays travel as such */
  readonly inputs: readonly Readonly<Record<string, unknown>>[];
  readonly batchSize?: number;
  readonly wasmPaths?: string;
}

interface PageOptions {
  /** Whether the page has WebGPU, in software; yes by default. */
  readonly webgpu?: boolean;
  /** What runs in the page, in a file named `page.ts`; the runtime by default. */
  readonly script?: URL;
  /** The global that the script sets when it is ready; `polyhead` by default. */
  readonly global?: string;
}

/** Opens a page that has a script loaded; close it when done. */
export async function openBrowser(options: PageOptions = {}): Promise<BrowserSession> {
  const { webgpu = true, script = new URL("page.ts", import.meta.url), global = "polyhead" } = options;
  const files = await bundle(script);
  files.set("/", Buffer.from('<!doctype html><script type="module" src="/page.js"></script>'));
  const server = await listen(files);
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await launchChromium(webgpu ? SOFTWARE_WEBGPU : ["--disable-features=WebGPU"]);
  const page = await browser.newPage();
  page.on("pageerror", (error) => console.error(error));
  const reload = async (): Promise<void> => {
    await page.goto(origin);
    await page.waitForFunction((name) => name in globalThis, global);
  };
  await reload();
  const close = async (): Promise<void> => {
    await browser.close();
    server.closeAllConnections();
    server.close();
  };
  const serve = (path: string, bytes: Uint8Array): string => {
    files.set(path, bytes);
    return origin + path;
  };
  return { page, origin, serve, reload, close, [Symbol.asyncDispose]: close };
}

/** Loads a model in the page and predicts with it. */
export async function predictInBrowser(
  session: BrowserSession,
  { modelBytes, device, inputs, batchSize, wasmPaths }: BrowserRequest,
): Promise<BrowserPredictions> {
  const model = session.serve("/model.onnx", modelBytes);
  const request = { model, device, inputs, batchSize, wasmPaths };
  return session.page.evaluate((request) => globalThis.polyhead.predict(request), request);
}

/** Starts the Chromium that tests use, headless. */
export async function launchChromium(args: readonly string[] = []): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined)
    throw new Error("No Chromium was found: run `node test/setup/chromium.ts`.");
  return chromium.launch({ executablePath, args: [...ARGUMENTS, ...args] });
}

/** The page's scripts by path. */
async function bundle(script: URL): Promise<Map<string, Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(script)],
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    outdir: "/",
    write: false,
  });
  return new Map(outputFiles.map(({ path, contents }) => [`/${path.split(/[/\\]/).at(-1)}`, contents]));
}

/** Serves the bundle, and onnxruntime-web's WebAssembly beside it, as bundlers lay them out. */
async function listen(files: ReadonlyMap<string, Uint8Array>): Promise<Server> {
  const server = createServer(async (request, response) => {
    const path = request.url ?? "/";
    const bytes = files.get(path) ?? (await readWasm(path));
    if (bytes === undefined) return response.writeHead(404).end();
    return response.writeHead(200, { "content-type": TYPES[extname(path)] ?? TYPES[".html"] }).end(bytes);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return server;
}

async function readWasm(path: string): Promise<Uint8Array | undefined> {
  const [, name] = /^(?:\/elsewhere)?\/(ort-[\w.-]+\.(?:wasm|mjs))$/.exec(path) ?? [];
  return name === undefined ? undefined : readFile(join(WASM_FOLDER, name));
}
