import type { Device } from "./device.ts";

/** A model file: its path (Node) or URL, or its bytes. */
export type ModelSource = string | URL | Uint8Array | ArrayBuffer | Blob;

/** How a picture of another size becomes the model's size: cropped to cover it, padded with black, or stretched. */
export type Resize = "cover" | "contain" | "fill";

export interface LoadOptions {
  /** `auto` (the default) takes the best device that works; a device by name is taken or refused. */
  readonly device?: "auto" | Device;
  /** Node: lets image files and encoded images have another size than the model's. They are refused by default. */
  readonly resize?: Resize;
  /**
   * Browsers: the folder URL, ending in `/`, that serves onnxruntime-web's `.wasm` files. By default they are where
   * the bundler put them. The first `load` of a page decides.
   */
  readonly wasmPaths?: string;
  /** Stops loading; `load` then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}
