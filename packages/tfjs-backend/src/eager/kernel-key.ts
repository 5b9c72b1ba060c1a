import type { NamedAttrMap, TensorInfo } from "@tensorflow/tfjs-core";

/** Equal for calls that the same session can serve: by kernel, data types, shapes and attributes. */
export function kernelKey(
  kernelName: string,
  inputs: readonly (readonly [name: string, info: TensorInfo])[],
  attrs: NamedAttrMap,
): string {
  let key = kernelName;
  for (const [name, { dtype, shape }] of inputs) key += `|${name}:${dtype}:${shape.join()}`;
  // A template writes NaN and the infinities, which JSON has not.
  for (const name in attrs) key += `|${name}=${attrs[name] as string}`;
  return key;
}
