import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

/** Bundles tfjs-core's own tests with the backends, so that all share one copy of tfjs, into one file. */
export async function bundle(outfile: string): Promise<void> {
  const entry = new URL("specs.ts", import.meta.url);
  await build({
    entryPoints: [fileURLToPath(entry)],
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    mainFields: ["module", "main"],
    external: ["onnxruntime-node", "onnxruntime-common"],
    // tfjs marks its test files as free of side effects, which would drop their specs.
    ignoreAnnotations: true,
    define: { "import.meta.url": JSON.stringify(pathToFileURL(fileURLToPath(entry)).href) },
    logLevel: "error",
  });
}
