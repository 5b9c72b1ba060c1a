export { float, floats, int, ints, type AttributeInput } from "./attribute.ts";
export { createModel, DEFAULT_IR_VERSION, DEFAULT_OPSET, type ModelOptions } from "./create-model.ts";
export type { DataType, TensorData } from "./data-type.ts";
export { GraphBuilder, type GraphBuilderOptions, type OpAttributes, type OpOptions } from "./graph-builder.ts";
export type { Attribute, Graph, Model, Node, Tensor, Value } from "./graph.ts";
export { formatShape, type Dimension, type Shape, type TensorType } from "./shape.ts";
