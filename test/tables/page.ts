// Runs in the browser: encodes rows, and predicts from them, as apps do.
import { load } from "@polyhead/runtime";
import { encodeBatch, type FittedInput } from "@polyhead/spec";

/** Rows of one input as the graph takes them, byte by byte. */
function encode(spec: FittedInput, rows: readonly unknown[]): number[] {
  const batch = encodeBatch(spec, "row", rows.length);
  for (const [index, row] of rows.entries()) batch.set(index, row);
  const { data } = batch.finish();
  return [...new Uint8Array(data.buffer, data.byteOffset, data.byteLength)];
}

async function predict(
  url: string,
  inputs: readonly Readonly<Record<string, unknown>>[],
): Promise<unknown[]> {
  await using model = await load(url, { device: "wasm" });
  return model.predictBatch(inputs as never);
}

declare global {
  var tables: { readonly encode: typeof encode; readonly predict: typeof predict };
}
globalThis.tables = { encode, predict };
