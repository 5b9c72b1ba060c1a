import { expect, test } from "vitest";
import { checkModel } from "./check-model.ts";
import type { Graph, Model, Node, Value } from "./graph.ts";
import { everyField } from "./testing/sample-models.ts";

const type = { dataType: "float32", shape: ["batch"] } as const;
const x: Value = { name: "x", type };
const y: Value = { name: "y", type };
const weights = { name: "w", dataType: "float32", dims: [1], data: Float32Array.of(1) } as const;

function node(name: string, inputs: readonly string[], outputs: readonly string[]): Node {
  return { name, opType: "Op", inputs, outputs, attributes: {} };
}

const graph: Graph = {
  name: "g",
  inputs: [x],
  outputs: [y],
  initializers: [weights],
  nodes: [node("one", ["x", "", "w"], ["t", ""]), node("two", ["t"], ["", "y"])],
  valueInfo: [{ name: "t", type }],
};
/** The graph, with a third node that runs a body. */
function withBody(change: Partial<Graph>): Partial<Graph> {
  const body: Graph = {
    name: "body",
    inputs: [{ name: "step", type }],
    outputs: [{ name: "after", type }],
    initializers: [],
    nodes: [node("inner", ["step"], ["after"])],
    ...change,
  };
  const running = {
    ...node("three", ["x"], ["z"]),
    attributes: { body: { type: "graph", value: body } },
  } as const;
  return { nodes: [...graph.nodes, running] };
}

const model: Model = { graph, irVersion: 8, opset: 17, producerName: "", producerVersion: "", metadata: {} };

test.each([
  ["a small model", model],
  ["every field", everyField],
  ["a node with a body", { ...model, graph: { ...graph, ...withBody({}) } }],
  [
    "an initializer as an input's default",
    { ...model, graph: { ...graph, inputs: [x, { name: "w", type }] } },
  ],
])("%s passes", (_, valid) => {
  expect(() => checkModel(valid)).not.toThrow();
});

test.each<[string, Partial<Model>]>([
  ["the IR version must be a positive integer, not 0", { irVersion: 0 }],
  ["the opset must be a positive integer, not 1.5", { opset: 1.5 }],
  ['the opset "d" must be a positive integer, not 0', { customOpsets: { d: 0 } }],
])("%s", (rule, change) => {
  expect(() => checkModel({ ...model, ...change })).toThrow(rule);
});

test.each<[string, Partial<Graph>]>([
  ["the graph must have a name", { name: "" }],
  ["the graph must have an output", { outputs: [] }],
  ["every graph input must have a name", { inputs: [{ name: "", type }] }],
  ['graph input "x" must have a type', { inputs: [{ name: "x" }] }],
  ['graph output "y" must have a type', { outputs: [{ name: "y" }] }],
  [
    'every length of graph output "y" must be an integer of 0 or more',
    { outputs: [{ name: "y", type: { dataType: "float32", shape: [-1] } }] },
  ],
  ['the graph input "x" must exist once', { inputs: [x, x] }],
  ['the graph output "y" must exist once', { outputs: [y, y] }],
  ['the initializer "w" must exist once', { initializers: [weights, weights] }],
  ['the typed value "t" must exist once', { valueInfo: [{ name: "t" }, { name: "t" }] }],
  ['the node "one" must exist once', { nodes: [...graph.nodes, node("one", [], [])] }],
  ['input "t" of node "two" (Op) must be defined before it', { nodes: graph.nodes.toReversed() }],
  [
    'input "z" of node "three" (Op) must be defined before it',
    { nodes: [...graph.nodes, node("three", ["z"], [])] },
  ],
  [
    'output "t" of node "three" (Op) must be defined once',
    { nodes: [...graph.nodes, node("three", [], ["t"])] },
  ],
  [
    'output "x" of node "three" (Op) must be defined once',
    { nodes: [...graph.nodes, node("three", [], ["x"])] },
  ],
  [
    'output "w" of node "three" (Op) must be defined once',
    { nodes: [...graph.nodes, node("three", [], ["w"])] },
  ],
  ['graph output "z" must be made by a node', { outputs: [{ name: "z", type }] }],
  ['the type of "z" must belong to a value of the graph', { valueInfo: [{ name: "z", type }] }],
  [
    'node "three" () must have an operator',
    { nodes: [...graph.nodes, { ...node("three", [], []), opType: "" }] },
  ],
  [
    'the domain "d" of node "three" (Op) must be among the custom opsets',
    { nodes: [...graph.nodes, { ...node("three", [], []), domain: "d" }] },
  ],
  [
    'Tensor "w" is malformed: dims [2] ask for 2 elements. Received 1',
    { initializers: [{ ...weights, dims: [2] }] },
  ],
  ["the graph must have an output", withBody({ outputs: [] })],
  [
    'input "x" of node "inner" (Op) must be defined before it',
    withBody({ nodes: [node("inner", ["x"], ["after"])] }),
  ],
  [
    '"t" of a body must not be a name of the graph around it',
    withBody({ nodes: [node("inner", ["step"], ["t"]), node("last", ["t"], ["after"])] }),
  ],
  ['Tensor "w" is malformed: its dims must be', { initializers: [{ ...weights, dims: [-1] }] }],
  [
    'Tensor "w" is malformed: int64 data must be held in BigInt64Array',
    { initializers: [{ ...weights, dataType: "int64" }] },
  ],
  [
    'Tensor "w" is malformed: string data must be held in an array of strings',
    { initializers: [{ ...weights, dataType: "string" }] },
  ],
  [
    'Tensor "w" is malformed: dims [3] ask for 3',
    {
      nodes: [
        ...graph.nodes,
        {
          ...node("three", [], []),
          attributes: { value: { type: "tensor", value: { ...weights, dims: [3] } } },
        },
      ],
    },
  ],
])("%s", (rule, change) => {
  const broken = { ...model, graph: { ...graph, ...change } };
  expect(() => checkModel(broken)).toThrow(
    expect.objectContaining({ code: "model-invalid", message: expect.stringContaining(rule) }),
  );
});
