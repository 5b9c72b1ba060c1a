export {
  compileStep,
  type CompiledStep,
  type CompileOptions,
  type SavedRecordings,
} from "./compile/compile-step.ts";
export { OnnxRuntimeBackend, type BackendOptions } from "./eager/backend.ts";
export { registerGradients } from "./gradients/register-gradients.ts";
export { Adam, type AdamOptions } from "./optimizers/adam.ts";
export { Dropout } from "./optimizers/dropout.ts";
export { Sgd, type SgdOptions } from "./optimizers/sgd.ts";
export { BACKEND_NAME, registerOnnxRuntimeBackend } from "./register.ts";
