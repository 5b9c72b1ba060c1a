import type { Candidate } from "../device.ts";
import { openOnProvider } from "./onnxruntime-node.ts";

export const cpu: Candidate = {
  device: "cpu",
  warmUp: false,
  obstacle: async () => undefined,
  open: (model) => openOnProvider("cpu", model),
};
