import { checkModel, encodeModel, type Model } from "@polyhead/onnx";
import { messageOf, PolyheadError } from "@polyhead/spec";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { optimizeModel } from "./optimize-model.ts";
import { compareOutput } from "./parity/compare-output.ts";
import { onnxOutputs, openModel, type Feeds } from "./parity/onnx-outputs.ts";
import { randomFeeds } from "./parity/random-feeds.ts";
import { referenceOutputs, type Reference } from "./parity/reference-outputs.ts";
import { planLayers } from "./plan-layers.ts";
import { buildRandomModel, describeModel, recipes } from "./testing/random-model.ts";

/** How many models are tried: 200 always of the same seed, or as many as the environment says, of a new one. */
const { POLYHEAD_MODELS, POLYHEAD_SEED } = process.env;
const numRuns = Number(POLYHEAD_MODELS ?? 200);
const seed = POLYHEAD_MODELS === undefined ? 1 : Number(POLYHEAD_SEED ?? Date.now() % 2 ** 31);

/** Differences are measured against the largest number of an output: a chain of layers rounds by it. */
const TOLERANCE = 2e-5;

interface Batch {
  readonly feeds: Feeds;
  readonly reference: Reference;
}

/** Why the export of a model is not right; undefined where it is, optimized. */
async function faultOf(model: LayersModel): Promise<string | undefined> {
  const plan = await planLayers(model, {});
  const batches: Batch[] = [];
  for (const batch of [1, 3]) {
    const feeds = await randomFeeds(plan.inputs, { batch, seed: 1, length: 4 });
    batches.push({ feeds, reference: await referenceOutputs(plan, feeds) });
  }
  const fault = await disagreement(optimizeModel(plan.onnx), batches).catch(messageOf);
  if (fault === undefined) return undefined;
  const plain = await disagreement(plan.onnx, batches).catch(messageOf);
  return plain === undefined ? `once optimized, ${fault}` : `as translated, ${plain}`;
}

async function disagreement(model: Model, batches: readonly Batch[]): Promise<string | undefined> {
  checkModel(model);
  const session = await openModel(encodeModel(model), "cpu");
  try {
    for (const { feeds, reference } of batches) {
      const onnx = await onnxOutputs(session, feeds);
      for (const [name, { data, shape }] of reference) {
        const scale = TOLERANCE * data.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
        const tolerance = { absolute: scale, relative: TOLERANCE };
        const values = onnx.get(name) ?? new Float32Array();
        const { worst } = compareOutput(name, shape[0] ?? 0, values, data, tolerance);
        if (worst.excess > 1)
          return `"${name}" of shape [${shape.join(", ")}] differs: ${JSON.stringify(worst)}`;
      }
    }
    return undefined;
  } finally {
    await session.release();
  }
}

it(
  `exports ${numRuns} random models (seed ${seed}) exactly, and leaves no tensors`,
  { timeout: 3_600_000 },
  async () => {
    let notRun = 0;
    const property = fc.asyncProperty(recipes, async (recipe) => {
      const model = buildRandomModel(recipe);
      const before = tf.memory().numTensors;
      try {
        const fault = await faultOf(model);
        if (fault !== undefined) throw new Error(fault);
        expect(tf.memory().numTensors).toBe(before);
      } catch (error) {
        if (error instanceof PolyheadError && error.code === "model-invalid") notRun++;
        else throw new Error(`${messageOf(error)}\n${describeModel(model)}`, { cause: error });
      } finally {
        // Disposing the model would leave the weights of layers that are called twice.
        for (const variable of model.weights) variable.dispose();
      }
    });
    await fc.assert(property, { numRuns, seed, endOnFailure: false });
    expect(notRun).toBeLessThan(numRuns / 10);
  },
);
