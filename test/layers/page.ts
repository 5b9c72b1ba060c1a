// Runs in the browser.
import * as ort from "onnxruntime-web/wasm";
import type { PreparedCase } from "@polyhead/exporter/testing";
import { runCase, type CaseRun } from "./case-run.ts";

async function run(prepared: PreparedCase): Promise<CaseRun> {
  return runCase(ort, "wasm", prepared);
}

declare global {
  var layers: { readonly run: typeof run };
}
globalThis.layers = { run };
