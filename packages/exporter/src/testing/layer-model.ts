import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { Layer } from "../layer.ts";
import { buildModel, call } from "./models.ts";

/** A model of one layer, with an input a shape. */
export function layerModel(make: () => Layer, ...shapes: readonly (readonly number[])[]): LayersModel {
  return buildModel(shapes, (...inputs) => call(make(), ...inputs));
}
