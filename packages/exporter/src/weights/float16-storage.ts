import { dataTypeCode, int, type Attribute, type Graph, type Node } from "@polyhead/onnx";
import { float16Bits } from "./float16-bits.ts";
import { GraphEditor } from "./graph-editor.ts";
import { isLarge, weightsOf } from "./weighted-nodes.ts";

/**
 * Stores weights as float16, those of recurrent bodies included, each with a Cast to float32 that runtimes fold when they
 * load the file.
 *
 * @throws PolyheadError `export-unsupported` for a weight beyond the range of float16
 */
export function storeFloat16(graph: Graph): Graph {
  const editor = new GraphEditor(graph);
  const inputs = new Set(graph.inputs.map(({ name }) => name));
  for (const name of new Set(graph.nodes.flatMap(weightsOf))) {
    const tensor = editor.tensorOf(name);
    if (inputs.has(name) || !isLarge(tensor)) continue;
    const { dims, data } = tensor;
    const half = editor.initializer(`${name}/float16`, "float16", dims, float16Bits(name, data));
    editor.release(name);
    const attributes = { to: int(dataTypeCode("float32")) };
    editor.add({ opType: "Cast", inputs: [half], outputs: [name], attributes, hint: `${name}/float32` });
  }
  for (const node of graph.nodes) editor.keep(withSmallBodies(node));
  return editor.finish();
}

/** A node that runs graphs of its own, a Scan say, with their weights as float16; any other node as it is. */
function withSmallBodies(node: Node): Node {
  const entries = Object.entries(node.attributes);
  if (!entries.some(([, { type }]) => type === "graph")) return node;
  const attributes = entries.map(([name, attribute]): [string, Attribute] => [
    name,
    attribute.type === "graph" ? { type: "graph", value: storeFloat16(attribute.value) } : attribute,
  ]);
  return { ...node, attributes: Object.fromEntries(attributes) };
}
