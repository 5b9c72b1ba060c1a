import type { Model, TensorInfo } from "@polyhead/runtime";
import { datatypeOf } from "./datatype.ts";

/** `$metadata_tensor` of Open Inference Protocol V2; −1 stands for a size that is free. */
interface TensorMetadata {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
}

/** `$metadata_model_response` of Open Inference Protocol V2. */
export interface ModelMetadata {
  readonly name: string;
  readonly platform: "onnxruntime_onnx";
  readonly inputs: readonly TensorMetadata[];
  readonly outputs: readonly TensorMetadata[];
}

/** Describes a model's tensors; there is no `versions`, as a server without versions leaves it out. */
export function modelMetadata(name: string, { inputs, outputs }: Model): ModelMetadata {
  return { name, platform: "onnxruntime_onnx", inputs: inputs.map(describe), outputs: outputs.map(describe) };
}

function describe({ name, type, shape }: TensorInfo): TensorMetadata {
  return {
    name,
    datatype: datatypeOf(type),
    shape: shape.map((size) => (typeof size === "number" ? size : -1)),
  };
}
