import { util } from "@tensorflow/tfjs-core";
import { input, model, type LayersModel, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import * as fc from "fast-check";
import type { Layer } from "../layer.ts";
import { translators } from "../translators/index.ts";
import { call, withRandomWeights } from "./models.ts";
import { ACTIVATIONS, randomLayers, type Dice } from "./random-layers.ts";

/** One step of a recipe: a layer on one of the values so far, or nothing where none fits. */
interface Step extends Dice {
  readonly layer: string;
  /** Which of the values that fit, the newest first. */
  readonly from: number;
  readonly with: number;
  /** Whether a layer of the same class from an earlier step is called again where it can be. */
  readonly again: boolean;
}

/** A random model: inputs, steps, and how many values inside are outputs besides those at its ends. */
export interface Recipe {
  readonly inputs: readonly (readonly number[])[];
  readonly steps: readonly Step[];
  /** Steps that are a model of their own within the model, from the first on. */
  readonly nested: number;
  readonly outputs: number;
}

/** Largest value of a model, an example. */
const MAX_SIZE = 600;

const classes = Object.keys(randomLayers).filter((layer) => translators.has(layer));

const steps: fc.Arbitrary<Step> = fc.record({
  layer: fc.constantFrom(...classes),
  from: fc.nat({ max: 3 }),
  with: fc.nat({ max: 3 }),
  again: fc.boolean(),
  size: fc.integer({ min: 1, max: 4 }),
  kernel: fc.integer({ min: 1, max: 3 }),
  stride: fc.integer({ min: 1, max: 3 }),
  flag: fc.boolean(),
  other: fc.boolean(),
  activation: fc.constantFrom(...ACTIVATIONS),
});

const lengths = fc.integer({ min: 1, max: 5 });
const shapes = fc.oneof(
  fc.tuple(lengths),
  fc.tuple(lengths, lengths),
  fc.tuple(lengths, lengths, lengths),
  fc.tuple(fc.integer({ min: 1, max: 3 }), lengths, lengths, fc.integer({ min: 1, max: 3 })),
);

export const recipes: fc.Arbitrary<Recipe> = fc.record({
  inputs: fc.array(shapes, { minLength: 1, maxLength: 3 }),
  steps: fc.array(steps, { minLength: 1, maxLength: 20, size: "max" }),
  nested: fc.nat({ max: 3 }),
  outputs: fc.nat({ max: 2 }),
});

/** Builds the model of a recipe, its weights drawn by seed; what no layer takes is an output. */
export function buildRandomModel({ inputs, steps: [...all], nested, outputs }: Recipe): LayersModel {
  const symbols = inputs.map((shape, index) => input({ shape: [...shape], name: `input${index}` }));
  const inner = nestedModel(symbols[0], all.slice(0, nested));
  const start = inner === undefined ? [] : [inner.apply(symbols.slice(0, 1)) as SymbolicTensor[]].flat();
  const values = applySteps([...symbols, ...start], all.slice(inner === undefined ? 0 : nested));
  const inside = values.slice(symbols.length).filter((value) => !isSink(value));
  const chosen = [...values.filter(isSink), ...inside.slice(0, outputs)];
  return withRandomWeights(model({ inputs: symbols, outputs: chosen }));
}

/** The layers of a model, one a line, with what they are called on. */
export function describeModel(built: LayersModel): string {
  return built.layers
    .map((layer) => {
      const calls = layer.inboundNodes.map(
        ({ inputTensors, outputTensors }) =>
          `${inputTensors.map(({ name }) => name).join(", ")} → ${outputTensors.map(({ name, shape }) => `${name} [${shape.slice(1).join(", ")}]`).join(", ")}`,
      );
      return `${layer.getClassName()} ${JSON.stringify(layer.getConfig())}\n  ${calls.join("\n  ")}`;
    })
    .join("\n");
}

function nestedModel(outer: SymbolicTensor | undefined, own: readonly Step[]): LayersModel | undefined {
  if (outer === undefined) return undefined;
  const symbol = input({ shape: outer.shape.slice(1) });
  const values = applySteps([symbol], own);
  return values.length === 1 ? undefined : model({ inputs: symbol, outputs: values.filter(isSink) });
}

/** Whether no layer takes a value. */
function isSink({ id, sourceLayer }: SymbolicTensor): boolean {
  return sourceLayer.outboundNodes.every(({ inputTensors }) =>
    inputTensors.every((tensor) => tensor.id !== id),
  );
}

function applySteps(start: readonly SymbolicTensor[], own: readonly Step[]): readonly SymbolicTensor[] {
  const values = [...start];
  const made: { readonly layer: Layer; readonly step: Step; readonly built: string }[] = [];
  for (const step of own) {
    const random = randomLayers[step.layer];
    const fitting = values.filter((value) => random?.accepts(shapeOf(value)) === true).toReversed();
    const first = fitting[step.from % fitting.length];
    if (random === undefined || first === undefined) continue;
    const shape = shapeOf(first);
    // TensorFlow.js disposes of a value that a layer takes twice before it is done with it.
    const partners = values.filter(
      (value) => value !== first && random.partner?.(shape, shapeOf(value)) === true,
    );
    const second = random.arity === 2 ? partners[step.with % partners.length] : undefined;
    if (random.arity === 2 && second === undefined) continue;
    const inputs = [first, ...(second === undefined ? [] : [second])];
    const built = inputs.map(({ shape }) => shape.join()).join(";");
    const known = made.find((other) => other.step.layer === step.layer && other.built === built);
    const layer = step.again && known !== undefined ? known.layer : random.make(step, shape);
    if (!isSmall(layer, inputs)) continue;
    const value = call(layer, ...inputs);
    made.push({ layer, step, built });
    values.push(value);
  }
  return values;
}

/** Whether what a layer makes of its inputs is neither empty nor large. */
function isSmall(layer: Layer, inputs: readonly SymbolicTensor[]): boolean {
  const shapes = inputs.map(({ shape }) => shape);
  const output = layer.computeOutputShape(shapes.length === 1 ? (shapes[0] ?? []) : shapes);
  const size = util.sizeFromShape(output.slice(1).map(Number));
  return size > 0 && size <= MAX_SIZE;
}

function shapeOf({ shape }: SymbolicTensor): number[] {
  return shape.slice(1).map((length) => length ?? Number.NaN);
}
