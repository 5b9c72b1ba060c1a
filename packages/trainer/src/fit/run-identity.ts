import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { FittedSpec } from "@polyhead/spec";
import { hash } from "node:crypto";
import type { Balancing } from "../balancing/balancing.ts";
import type { Sampling } from "../data/combine.ts";
import type { BuiltSharing } from "../model/sharing/sharing.ts";
import type { TrainingSettings } from "../model/training-options.ts";
import type { Dataset } from "./dataset.ts";

/** What a run depends on, hashed part by part; the number of epochs may change when it is resumed. */
export function runIdentity(parts: {
  model: LayersModel;
  spec: FittedSpec;
  training: Pick<Dataset, "count">;
  balancing: Balancing;
  sharing: BuiltSharing;
  settings: TrainingSettings;
  /** of several sources */
  sampling?: Sampling | undefined;
}): Record<string, string> {
  const { model, spec, training, balancing, sharing, settings, sampling } = parts;
  const { epochs: _, testEveryEpoch: __, insight: ___, optimizer, ...rest } = settings;
  const weights = model.weights.map(({ originalName, shape, dtype }) => [originalName, shape, dtype]);
  return {
    model: hashOf(weights),
    data: hashOf([spec, training.count, sampling]),
    balancing: hashOf(balancing),
    sharing: sharingIdentity(sharing),
    optimizer: hashOf(optimizer),
    training: hashOf(rest),
  };
}

/** The part of a run's identity that its way of sharing is. */
export function sharingIdentity({ kind, options }: BuiltSharing): string {
  return hashOf([kind, options]);
}

function hashOf(value: unknown): string {
  return hash("sha256", JSON.stringify(value));
}
