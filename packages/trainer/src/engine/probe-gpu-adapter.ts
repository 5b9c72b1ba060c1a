import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

interface GpuAdapter {
  readonly description: string;
  /** The adapter runs on the CPU, so that WASM is faster. */
  readonly software: boolean;
}

const longestProbe = 20_000;

const script = `
const { create } = await import(process.argv[1]);
const adapter = await create([]).requestAdapter({ powerPreference: "high-performance" });
const { vendor, architecture, description, isFallbackAdapter } = adapter?.info ?? {};
console.log(JSON.stringify(adapter && { names: [vendor, architecture, description], isFallbackAdapter }));
`;

/**
 * Asks Dawn for its best adapter, in a process of its own: drivers write warnings to stderr, and a broken one may crash.
 *
 * @returns `undefined` where there is no adapter.
 */
export async function probeGpuAdapter(): Promise<GpuAdapter | undefined> {
  const dawn = pathToFileURL(createRequire(import.meta.url).resolve("webgpu")).href;
  const probe = promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script, dawn], {
    timeout: longestProbe,
  });
  const answer = await probe.then(
    ({ stdout }) => JSON.parse(stdout) as { names: string[]; isFallbackAdapter: boolean } | null,
    () => null,
  );
  if (answer === null) return undefined;
  const description = answer.names.filter((name) => name !== "").join(", ");
  return { description, software: answer.isFallbackAdapter || /swiftshader|llvmpipe/i.test(description) };
}
