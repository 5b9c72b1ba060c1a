import { encodeModel } from "@polyhead/onnx";
import { optimizeModel } from "../optimize-model.ts";
import type { Feeds } from "../parity/onnx-outputs.ts";
import { parityFeeds } from "../parity/parity-feeds.ts";
import { referenceOutputs, type Reference } from "../parity/reference-outputs.ts";
import type { LayerCase } from "./layer-case.ts";
import { planCase } from "./plan-case.ts";

/** A case exported and optimized, with what TensorFlow.js gives for its inputs. */
export interface PreparedCase {
  readonly bytes: Uint8Array;
  readonly batches: readonly PreparedBatch[];
}

interface PreparedBatch {
  readonly feeds: Feeds;
  readonly reference: Reference;
}

/** Exports a case, and runs it in TensorFlow.js on random inputs at each batch size. */
export async function prepareCase(layerCase: LayerCase, batches: readonly number[]): Promise<PreparedCase> {
  const model = layerCase.model();
  try {
    const plan = await planCase(model, layerCase);
    const { lengths } = layerCase;
    const feeds = await parityFeeds(plan.inputs, { batches, ...(lengths && { lengths }) });
    const prepared: PreparedBatch[] = [];
    for (const batch of feeds)
      prepared.push({ feeds: batch.feeds, reference: await referenceOutputs(plan, batch.feeds) });
    return { bytes: encodeModel(optimizeModel(plan.onnx)), batches: prepared };
  } finally {
    model.dispose();
  }
}
