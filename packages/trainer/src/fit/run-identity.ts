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
  training: Pick<Dataset, "count" | "checksum">;
  balancing: Balancing;
  sharing: BuiltSharing;
  settings: TrainingSettings;
  /** of several sources */
  sampling?: Sampling | undefined;
}): Record<string, string> {
  const { model, spec, training, balancing, sharing, settings, sampling } = parts;
  const { epochs: _, testEveryEpoch: __, insight: ___, optimizer, selectBy, ...rest } = settings;
  return {
    model: modelIdentity(model),
    data: hashOf([spec, training.count, sampling]),
    rows: hashOf(training.checksum),
    balancing: hashOf(balancing),
    sharing: sharingIdentity(sharing),
    optimizer: hashOf(optimizer),
    selectBy: hashOf(selectBy),
    training: hashOf(rest),
  };
}

/** The part of a run's identity that its way of sharing is. */
export function sharingIdentity({ kind, options }: BuiltSharing): string {
  return hashOf([kind, options]);
}

/** Weights and layers with their options, without the names that they are numbered by. */
function modelIdentity(model: LayersModel): string {
  const weights = model.weights.map(({ originalName, shape, dtype }) => [originalName, shape, dtype]);
  const layers = model.layers.map((layer) => [layer.getClassName(), layer.getConfig()]);
  return hashOf([weights, layers], (key, value) => (isDrawn(key) ? undefined : value));
}

/** What differs between two models of one config: names that are numbered, and how first weights were drawn. */
function isDrawn(key: string): boolean {
  return key === "name" || key === "seed" || key.endsWith("Initializer");
}

function hashOf(value: unknown, replacer?: (key: string, value: unknown) => unknown): string {
  return hash("sha256", JSON.stringify(value, replacer));
}
