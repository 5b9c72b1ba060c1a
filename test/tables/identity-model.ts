// B batch. A graph that gives its inputs as they came in, to see what reaches it.
import { createModel, encodeModel, GraphBuilder } from "@polyhead/onnx";
import {
  inputShape,
  inputType,
  MANIFEST_KEY,
  regression,
  type FittedInput,
  type Manifest,
} from "@polyhead/spec";

/** What the graph's output for an input is called. */
export function outputOf(input: string): string {
  return `${input}_came`;
}

/** A model with the output `outputOf(name)` for each input, and one task, the first number of `numbers`, since a model has one. */
export function identityModel(inputs: Readonly<Record<string, FittedInput>>): Uint8Array<ArrayBuffer> {
  const manifest: Manifest = {
    version: 1,
    name: "identity",
    producer: { name: "polyhead", version: "0.1.0" },
    inputs,
    tasks: { task: { ...regression(), normalizer: { mean: [0], std: [1] } } },
  };
  const graph = new GraphBuilder("identity");
  for (const [name, spec] of Object.entries(inputs)) {
    const shape = inputShape(spec).map((length, axis) => length ?? `${name}_${axis}`);
    const value = graph.input(name, inputType(spec), ["batch", ...shape]);
    graph.output(graph.op("Identity", [value]), outputOf(name));
    if (name === "numbers") graph.output(graph.op("Gather", [value, graph.constant(0)], { axis: 1 }), "task");
  }
  const metadata = { [MANIFEST_KEY]: JSON.stringify(manifest) };
  return Uint8Array.from(encodeModel(createModel(graph.build(), { metadata })));
}
