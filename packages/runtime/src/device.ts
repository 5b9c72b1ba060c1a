import type { Session } from "./session.ts";

/** Where a model runs: `cuda`, `webgpu` and `cpu` in Node, `webgpu` and `wasm` in browsers. */
export type Device = "cuda" | "webgpu" | "cpu" | "wasm";

/** A device that was passed over, and why. */
export interface Fallback {
  readonly device: Device;
  readonly reason: string;
}

/** One device of a platform; a platform lists its candidates best first. */
export interface Candidate {
  readonly device: Device;
  /** whether it compiles kernels on first use, so that only a trial run proves that it works */
  readonly warmUp: boolean;
  /**
   * Why this device cannot serve, as far as that can be told without opening a session.
   *
   * @param auto the device was not asked for by name, so that a software imitation of it should be passed over
   */
  obstacle(auto: boolean): Promise<string | undefined>;
  /** Opens a session on a model's path (Node) or bytes. */
  open(model: string | Uint8Array): Promise<Session>;
}
