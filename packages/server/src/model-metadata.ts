import type { Model, TensorInfo } from "@polyhead/runtime";
import type { FittedInput } from "@polyhead/spec";
import { datatypeOf, TEXTS } from "./datatype.ts";
import { takesTexts } from "./request-texts.ts";
import { inputParameters, outputParameters, type TensorParameters } from "./tensor-parameters.ts";

/** `$metadata_tensor` of Open Inference Protocol V2; −1 stands for a size that is free. */
interface TensorMetadata {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  /** of tensors that the model's manifest describes; not part of the protocol */
  readonly parameters?: TensorParameters;
}

/** `$metadata_model_response` of Open Inference Protocol V2. */
export interface ModelMetadata {
  readonly name: string;
  readonly platform: "onnxruntime_onnx";
  readonly inputs: readonly TensorMetadata[];
  readonly outputs: readonly TensorMetadata[];
}

/** Describes a model's tensors; there is no `versions`, as a server without versions leaves it out. */
export function modelMetadata(name: string, { inputs, outputs, manifest }: Model): ModelMetadata {
  return {
    name,
    platform: "onnxruntime_onnx",
    inputs: inputs.map((info) => {
      const spec = manifest?.inputs[info.name];
      return spec === undefined ? tensorOf(info) : describedInput(info, spec);
    }),
    outputs: outputs.map((info) => {
      const task = manifest?.tasks[info.name];
      return { ...tensorOf(info), ...(task !== undefined && { parameters: outputParameters(task) }) };
    }),
  };
}

/** Inputs that are looked up or read are described as the texts that they are, not as the numbers that the graph takes. */
function describedInput(info: TensorInfo, spec: FittedInput): TensorMetadata {
  const parameters = inputParameters(spec);
  if (!takesTexts(spec)) return { ...tensorOf(info), parameters };
  const shape = "columns" in spec ? [-1, spec.columns.length] : [-1];
  return { name: info.name, datatype: TEXTS, shape, parameters };
}

function tensorOf({ name, type, shape }: TensorInfo): TensorMetadata {
  return {
    name,
    datatype: datatypeOf(type),
    shape: shape.map((size) => (typeof size === "number" ? size : -1)),
  };
}
