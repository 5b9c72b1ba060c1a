export { float, floats, int, ints, type AttributeInput } from "./attribute.ts";
export { checkModel } from "./check-model.ts";
export { createModel, DEFAULT_IR_VERSION, DEFAULT_OPSET, type ModelOptions } from "./create-model.ts";
export { dataTypeCode, type DataType, type TensorData } from "./data-type.ts";
export {
  GraphBuilder,
  type GraphBuilderOptions,
  type OpAttributes,
  type OpOptions,
} from "./graph-builder.ts";
export type { Attribute, Graph, Model, Node, Tensor, Value } from "./graph.ts";
export { NameScope } from "./name-scope.ts";
export type { Pass, PassResult } from "./pass.ts";
export { eliminateCommonSubexpressions } from "./passes/eliminate-common-subexpressions.ts";
export { eliminateDeadNodes } from "./passes/eliminate-dead-nodes.ts";
export { eliminateNoOps } from "./passes/eliminate-no-ops.ts";
export { padConvolutionChannels } from "./passes/pad-convolution-channels.ts";
export { eliminateTransposes } from "./passes/eliminate-transposes.ts";
export { foldBatchNormalization } from "./passes/fold-batch-normalization.ts";
export { foldConstants } from "./passes/fold-constants.ts";
export { fuseBiases } from "./passes/fuse-biases.ts";
export { fusePads } from "./passes/fuse-pads.ts";
export { keepPadsBeforePools } from "./passes/keep-pads-before-pools.ts";
export { mergeInitializers } from "./passes/merge-initializers.ts";
export { optimize } from "./passes/optimize.ts";
export { sinkPads } from "./passes/sink-pads.ts";
export type { ExternalRange, ReadExternalData } from "./protobuf/external-data.ts";
export { readModel, type ReadOptions } from "./protobuf/read-model.ts";
export { encodeModel, fitsOneFile, MAX_MODEL_BYTES, writeModel } from "./protobuf/write-model.ts";
export { writeModelWithData, type ModelWithData } from "./protobuf/write-model-with-data.ts";
export { formatShape, type Dimension, type Shape, type TensorType } from "./shape.ts";
