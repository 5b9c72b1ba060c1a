import type { FittedInput, Manifest } from "@polyhead/spec";
import type { TriedExample } from "./tried-example.ts";

type Row = Readonly<Record<string, string | number | null>>;

/** Numbers of a picture that are shown of all. */
const SHOWN = 6;

/** The same example as a command that asks by Open Inference Protocol V2; pictures are cut off after their first numbers. */
export function protocolRequest(
  origin: string,
  name: string,
  { inputs }: Manifest,
  example: TriedExample,
): string {
  const tensors = Object.entries(inputs).map(([input, spec]) => tensorText(input, spec, example[input]));
  const body = `{ "inputs": [\n  ${tensors.join(",\n  ")}\n] }`;
  return `curl ${origin}/v2/models/${name}/infer -H 'content-type: application/json' -d '${body.replaceAll("'", "'\\''")}'`;
}

function tensorText(name: string, spec: FittedInput, value: TriedExample[string] | undefined): string {
  const tensor = (shape: readonly number[], datatype: string, data: string): string =>
    `{ "name": ${JSON.stringify(name)}, "shape": [${shape.join(", ")}], "datatype": "${datatype}", "data": [${data}] }`;
  if (spec.kind === "image") {
    const numbers = [...(value as Uint8ClampedArray).subarray(0, SHOWN)].join(", ");
    return tensor([1, spec.height, spec.width, spec.channels], "UINT8", `${numbers}, …`);
  }
  if (spec.kind === "text") return tensor([1], "BYTES", JSON.stringify(value ?? ""));
  const row = spec.columns.map((column) => (value as Row | undefined)?.[column] ?? "");
  if (spec.kind !== "numeric")
    return tensor([1, row.length], "BYTES", row.map((cell) => JSON.stringify(String(cell))).join(", "));
  const numbers = row.map((cell, at) => (cell === "" ? (spec.normalizer.mean[at] ?? 0) : cell));
  return tensor([1, row.length], "FP32", numbers.join(", "));
}
