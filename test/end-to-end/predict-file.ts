// A process of its own, because the environment chooses the Vulkan driver:
// `node predict-file.ts <model.onnx> <device> <images.bin>`, images one after another as bytes.
import { readFile } from "node:fs/promises";
import { inputSize } from "@polyhead/spec";
import { load, type Device } from "@polyhead/runtime";

const [, , path = "", device = "", images = ""] = process.argv;
await using model = await load(path, { device: device as Device });
const [[name, spec] = []] = Object.entries(model.manifest?.inputs ?? {});
if (name === undefined || spec === undefined) throw new Error(`${path} has no manifest`);
const bytes = new Uint8Array(await readFile(images));
const size = inputSize(spec);
const inputs = Array.from({ length: bytes.length / size }, (_, index) => ({
  [name]: bytes.slice(index * size, (index + 1) * size),
}));
const predictions = await model.predictBatch(inputs);
console.log(JSON.stringify({ device: model.device, predictions }));
