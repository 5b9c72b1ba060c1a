import { readModel, type Graph, type Tensor, type Value } from "@polyhead/onnx";
import { MANIFEST_KEY, messageOf, parseManifest, PolyheadError, type Manifest } from "@polyhead/spec";
import { statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** A constant of the graph. */
interface TensorSize {
  readonly name: string;
  readonly dataType: string;
  readonly dims: readonly number[];
  readonly bytes: number;
}

/** What there is to say of a model file. */
export interface Inspection {
  readonly path: string;
  /** Of the file, and of the weights beside it. */
  readonly bytes: number;
  readonly irVersion: number;
  readonly opset: number;
  readonly producer: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly parameters: number;
  readonly operators: Readonly<Record<string, number>>;
  /** The largest first. */
  readonly tensors: readonly TensorSize[];
  readonly manifest?: Manifest;
}

/**
 * Reads what a model file says of itself.
 *
 * @throws PolyheadError `file-missing`, `model-invalid`, `manifest-invalid`
 */
export async function inspectModel(path: string): Promise<Inspection> {
  const file = await readBytes(path);
  const beside = new Map<string, number>();
  const model = readModel(file, {
    externalData: ({ location, length }) => {
      beside.set(location, sizeBeside(path, location));
      return new Uint8Array(length);
    },
  });
  const graphs = graphsIn(model.graph);
  const { graph, irVersion, opset, producerName, producerVersion, metadata } = model;
  const { [MANIFEST_KEY]: json } = metadata;
  return {
    path,
    bytes: [...beside.values()].reduce((sum, size) => sum + size, file.length),
    irVersion,
    opset,
    producer: `${producerName} ${producerVersion}`.trim(),
    inputs: typesOf(graph.inputs),
    outputs: typesOf(graph.outputs),
    parameters: parametersOf(graphs),
    operators: operatorsOf(graphs),
    tensors: tensorsOf(graphs),
    ...(json !== undefined && { manifest: parseManifest(json) }),
  };
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new PolyheadError("file-missing", `The model file ${path} cannot be read (${messageOf(cause)}).`, {
      cause,
      details: { path },
    });
  }
}

/** The size of a file with weights, whose numbers there is no need to read. */
function sizeBeside(path: string, location: string): number {
  try {
    return statSync(join(dirname(path), location)).size;
  } catch (cause) {
    throw new PolyheadError(
      "file-missing",
      `The weights of the model ${path} should be in the file ${location} beside it; it cannot be read (${messageOf(cause)}).`,
      { cause, details: { path, location } },
    );
  }
}

/** A graph and those that its nodes run. */
function graphsIn(graph: Graph): readonly Graph[] {
  const inner = graph.nodes.flatMap(({ attributes }) =>
    Object.values(attributes).flatMap((attribute) => (attribute.type === "graph" ? [attribute.value] : [])),
  );
  return [graph, ...inner.flatMap(graphsIn)];
}

function typesOf(values: readonly Value[]): Record<string, string> {
  return Object.fromEntries(
    values.map(({ name, type }) => {
      const shape = type?.shape?.map((size) => size ?? "?").join(", ");
      return [name, type === undefined ? "unknown" : `${type.dataType} [${shape ?? "…"}]`];
    }),
  );
}

/** Numbers in the floating-point tensors: weights, and not shapes or axes. */
function parametersOf(graphs: readonly Graph[]): number {
  return graphs
    .flatMap(({ initializers }) => initializers)
    .filter(({ dataType }) => dataType.includes("float"))
    .reduce((sum, { dims }) => sum + dims.reduce((product, size) => product * size, 1), 0);
}

function tensorsOf(graphs: readonly Graph[]): TensorSize[] {
  const nodes = graphs.flatMap((graph) => graph.nodes);
  const constants = nodes.flatMap(({ outputs: [name = ""], attributes }) =>
    Object.values(attributes).flatMap((attribute) =>
      attribute.type === "tensor" ? [{ ...attribute.value, name }] : [],
    ),
  );
  return [...graphs.flatMap(({ initializers }) => initializers), ...constants]
    .map(({ name, dataType, dims, data }) => ({ name, dataType, dims, bytes: bytesOf(data) }))
    .toSorted((a, b) => b.bytes - a.bytes || a.name.localeCompare(b.name));
}

function bytesOf(data: Tensor["data"]): number {
  if (ArrayBuffer.isView(data)) return data.byteLength;
  return data.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

/** How often each operator is in the graphs, the most frequent first. */
function operatorsOf(graphs: readonly Graph[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { domain, opType } of graphs.flatMap(({ nodes }) => nodes)) {
    const name = domain === undefined ? opType : `${domain}.${opType}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].toSorted(([a, m], [b, n]) => n - m || a.localeCompare(b)));
}
