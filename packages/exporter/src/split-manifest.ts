import type { Graph, Value } from "@polyhead/onnx";
import { MAX_COLUMNS, type FittedInput, type Manifest } from "@polyhead/spec";

/**
 * The manifest of a task's own file: its inputs are those of the whole, or shared values as numbers of which column `0` is
 * the first; undefined where a shared value is no `[batch, columns]`.
 */
export function headManifest(manifest: Manifest, head: string, graph: Graph): Manifest | undefined {
  const { [head]: task } = manifest.tasks;
  const inputs = graph.inputs.map(
    (value) => [value.name, manifest.inputs[value.name] ?? numbers(value)] as const,
  );
  if (task === undefined || inputs.some(([, input]) => input === undefined)) return undefined;
  const { [head]: metrics } = manifest.metrics ?? {};
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  const { version, producer, parity } = manifest;
  return {
    version,
    name: graph.name,
    inputs: Object.fromEntries(inputs) as Manifest["inputs"],
    tasks: { [head]: task },
    producer,
    ...(metrics && { metrics: { [head]: metrics } }),
    ...(parity && { parity: parity.filter(({ output }) => outputs.has(output)) }),
  };
}

/** A shared value as an input of numbers that are scaled already. */
function numbers({ type }: Value): FittedInput | undefined {
  const [, columns, ...others] = type?.shape ?? [];
  if (
    type?.dataType !== "float32" ||
    typeof columns !== "number" ||
    columns > MAX_COLUMNS ||
    others.length > 0
  )
    return undefined;
  const list = Array.from({ length: columns }, (_, index) => String(index));
  return { kind: "numeric", columns: list, normalizer: { mean: list.map(() => 0), std: list.map(() => 1) } };
}
