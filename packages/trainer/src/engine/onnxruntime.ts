import { availableParallelism } from "node:os";
import { BACKEND_NAME, registerOnnxRuntimeBackend } from "@polyhead/tfjs-backend-onnxruntime";
import { messageOf } from "@polyhead/spec";
import { setBackend } from "@tensorflow/tfjs-core";
import type { BackendCandidate, BackendStart } from "./backend-candidate.ts";

/** ONNX Runtime's native CPU kernels, under tfjs: whole training steps run as one graph. */
export const onnxruntime: BackendCandidate = { name: BACKEND_NAME, start };

async function start(): Promise<BackendStart> {
  try {
    registerOnnxRuntimeBackend();
  } catch (error) {
    return { unavailable: messageOf(error), remedy: "reinstall onnxruntime-node" };
  }
  await setBackend(BACKEND_NAME);
  const threads = availableParallelism();
  return { description: `ONNX Runtime, CPU, ${threads} thread${threads === 1 ? "" : "s"}` };
}
