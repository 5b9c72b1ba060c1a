// A process of its own, because the environment chooses the Vulkan driver:
// `node predict-on-device.ts <device> <two-task | volume>`.
import { PolyheadError } from "@polyhead/spec";
import { load, type Device } from "@polyhead/runtime";
import { twoTaskInputs, twoTaskModel } from "./two-task-model.ts";
import { volumeInputs, volumeModel } from "./volume-model.ts";

const [, , device, name] = process.argv;
const [bytes, inputs] =
  name === "volume" ? [volumeModel(), volumeInputs] : [twoTaskModel(), twoTaskInputs(5)];
try {
  await using model = await load(bytes, { device: device as Device | "auto" });
  const predictions = await model.predictBatch(inputs);
  console.log(JSON.stringify({ device: model.device, fallbacks: model.fallbacks, predictions }));
} catch (error) {
  if (!(error instanceof PolyheadError)) throw error;
  console.log(JSON.stringify({ code: error.code, message: error.message, details: error.details }));
}
