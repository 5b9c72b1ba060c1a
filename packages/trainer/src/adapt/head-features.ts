// Legend: B batch, L tokens of a text, F features.
import { layers, type LayersModel, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { PolyheadError } from "@polyhead/spec";
import { connect } from "../model/connect.ts";
import { layerInputs } from "../model/layer-inputs.ts";
import { MaskedMean } from "../model/layers/masked-mean.ts";
import { expertsOf } from "../model/sharing/mixture.ts";

/** Starts the names of layers that prepare features for a new head. */
const PREFIX = "features/";

/** What a new head of a trained model reads. */
export interface HeadFeatures {
  /** `[B, F]`, or `[B, L, F]` for a head that predicts something of each token */
  readonly features: SymbolicTensor;
  /** what they are made of, side by side */
  readonly parts: readonly FeaturePart[];
}

/** Features of one layer. */
export interface FeaturePart {
  readonly layer: string;
  readonly width: number;
}

/** What the features are for. */
export interface FeaturesWanted {
  /** names layers */
  readonly task: string;
  /** whether something is predicted of each token */
  readonly tokens: boolean;
}

/**
 * What there is to read in a trained model for a head that was not trained with it: the features that its heads read, in place
 * of mixtures of experts the experts, and what every layer with weights before them gives, and the inputs; of pictures and
 * texts, means over positions; all side by side, each once.
 *
 * What a trunk has learned to disregard at its end is often still there before: Evci, Dumoulin, Larochelle, Mozer 2022,
 * "Head2Toe: Utilizing Intermediate Representations for Better Transfer Learning".
 *
 * @param tasks the model's, in the order of its outputs
 * @throws PolyheadError `config-invalid` where there is nothing that such a head could read
 */
export function headFeatures(
  model: LayersModel,
  tasks: readonly string[],
  { task, tokens }: FeaturesWanted,
): HeadFeatures {
  const text = model.inputs.find(({ dtype, shape }) => dtype === "int32" && shape[1] === null);
  const last = model.outputs
    .flatMap((output, index) => readByHead(output, `head_${tasks[index] ?? ""}`))
    .flatMap(expertsOf);
  const isWanted = tokens ? isSequence : (tensor: SymbolicTensor) => isPoolable(tensor, text);
  const parts = distinct([...last, ...upstream(last).filter(isLearnedOrInput)]).filter(isWanted);
  const described = parts.map((tensor) => ({ layer: tensor.sourceLayer.name, width: widthOf(tensor) }));
  const name = `${PREFIX}${task}`;
  const read = tokens
    ? parts
    : parts.map((tensor) => pooled(tensor, `${name}/${tensor.sourceLayer.name}`, text));
  const [first] = read;
  if (first === undefined) throw nothingToRead(task, tokens);
  if (read.length === 1) return { features: first, parts: described };
  return { features: connect(layers.concatenate({ axis: -1, name }), read), parts: described };
}

/** What the layers of a head read that are not its own, nor made for it. */
function readByHead(tensor: SymbolicTensor, head: string): readonly SymbolicTensor[] {
  return layerInputs(tensor).flatMap((input) => {
    const { name } = input.sourceLayer;
    return name.startsWith(head) || name.startsWith(PREFIX) ? readByHead(input, head) : [input];
  });
}

/** All that tensors are made of, from the nearest. */
function upstream(tensors: readonly SymbolicTensor[]): readonly SymbolicTensor[] {
  const seen = new Map<number, SymbolicTensor>();
  const visit = (tensor: SymbolicTensor): void => {
    if (seen.has(tensor.id)) return;
    seen.set(tensor.id, tensor);
    for (const input of layerInputs(tensor)) visit(input);
  };
  for (const tensor of tensors) visit(tensor);
  return [...seen.values()];
}

function isLearnedOrInput(tensor: SymbolicTensor): boolean {
  return tensor.sourceLayer.trainableWeights.length > 0 || layerInputs(tensor).length === 0;
}

function isSequence({ dtype, rank, shape }: SymbolicTensor): boolean {
  return dtype === "float32" && rank === 3 && shape[1] === null;
}

function isPoolable(tensor: SymbolicTensor, text: SymbolicTensor | undefined): boolean {
  const { dtype, rank } = tensor;
  if (isSequence(tensor)) return text !== undefined;
  return dtype === "float32" && (rank === 2 || rank === 4) && widthOf(tensor) > 0;
}

/** `[B, F]` */
function pooled(tensor: SymbolicTensor, name: string, text: SymbolicTensor | undefined): SymbolicTensor {
  if (tensor.rank === 4) return connect(layers.globalAveragePooling2d({ name }), tensor);
  if (tensor.rank === 3 && text !== undefined) return connect(new MaskedMean({ name }), [tensor, text]);
  return tensor;
}

function widthOf({ shape }: SymbolicTensor): number {
  return shape.at(-1) ?? 0;
}

function distinct(tensors: readonly SymbolicTensor[]): readonly SymbolicTensor[] {
  return [...new Map(tensors.map((tensor) => [tensor.id, tensor])).values()];
}

function nothingToRead(task: string, tokens: boolean): PolyheadError {
  const wanted = tokens ? "features of each token of a text" : "features";
  return new PolyheadError(
    "config-invalid",
    `The head of task "${task}" needs a trained model with ${wanted}; this one has none. Train the task with the others instead.`,
    { details: { task, tokens } },
  );
}
