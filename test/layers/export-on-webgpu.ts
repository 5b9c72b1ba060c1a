// A process of its own, because the environment chooses the Vulkan driver.
import { join } from "node:path";
import "@tensorflow/tfjs-backend-cpu";
import { layers, sequential } from "@tensorflow/tfjs-layers";
import { exportModel } from "@polyhead/exporter";

const [, , folder = "."] = process.argv;
const model = sequential({
  layers: [
    layers.dense({ units: 3, inputShape: [4], name: "hidden" }),
    layers.dense({ units: 2, name: "y" }),
  ],
});
const path = join(folder, "model.onnx");
const { parity } = await exportModel({ model, path, providers: ["webgpu"], trace: true });
process.stdout.write(`\n${JSON.stringify(parity)}`);
