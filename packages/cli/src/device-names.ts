import type { Device } from "@polyhead/runtime";

export type DeviceName = "auto" | Exclude<Device, "wasm">;

/** Where a model can run in Node. */
export const DEVICES: readonly DeviceName[] = ["auto", "cuda", "webgpu", "cpu"];
