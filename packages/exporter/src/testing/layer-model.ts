import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { Layer } from "../layer.ts";
import type { Length } from "../tensor-handle.ts";
import { buildModel, call } from "./models.ts";

/** A model of one layer, with an input a shape, null where a length is open. */
export function layerModel(make: () => Layer, ...shapes: readonly (readonly Length[])[]): LayersModel {
  return buildModel(shapes, (...inputs) => call(make(), ...inputs));
}
