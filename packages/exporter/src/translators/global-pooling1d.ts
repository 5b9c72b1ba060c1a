import { storedAxis } from "../tensor-handle.ts";
import { unary, type Translator } from "../translator.ts";
import { reduce } from "./reduce.ts";
import { outputShape } from "./spatial.ts";

export const globalAveragePooling1d: Translator = globalPooling1d("ReduceMean");
export const globalMaxPooling1d: Translator = globalPooling1d("ReduceMax");

function globalPooling1d(opType: "ReduceMean" | "ReduceMax"): Translator {
  return unary((layer, input, context) => ({
    value: reduce(opType, input.value, [storedAxis(input, 1)], false, context),
    shape: outputShape(layer, input, context),
    layout: "plain",
  }));
}
