import { layers } from "@tensorflow/tfjs-layers";
import { connect } from "../connect.ts";
import { kernelInitializer } from "../kernel-initializer.ts";
import type { Block } from "./trunk.ts";

/** A dense layer with ReLU: `[batch, features]` → `[batch, units]`. */
export function denseBlock(units: number, name: string): Block {
  return (prefix, nextSeed) => {
    const layer = layers.dense({
      units,
      activation: "relu",
      kernelInitializer: kernelInitializer(nextSeed()),
      name: `${prefix}_${name}`,
    });
    return (features) => connect(layer, features);
  };
}
