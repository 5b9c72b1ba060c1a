// A process of its own, because the environment chooses the Vulkan driver, and a driver may take the process down.
import { createModel, encodeModel, GraphBuilder } from "@polyhead/onnx";
import * as ort from "onnxruntime-node";
import type { PreparedCase } from "@polyhead/exporter/testing";
import { runCase } from "./case-run.ts";

/** While a session is open, others share its device and the shaders compiled for it: a third of the time. */
async function keepDevice(): Promise<void> {
  const graph = new GraphBuilder("device");
  graph.output(graph.op("Relu", [graph.input("x", "float32", [1])]), "y");
  const bytes = encodeModel(createModel(graph.build()));
  await ort.InferenceSession.create(bytes, { executionProviders: ["webgpu"], logSeverityLevel: 4 });
}

const device = keepDevice();

process.on("message", async (prepared: PreparedCase) => {
  await device;
  process.send?.(await runCase(ort, "webgpu", prepared));
});
