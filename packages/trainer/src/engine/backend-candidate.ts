/** The engines that can train, by the name a user asks for. */
export type BackendName = "tfjs-node-gpu" | "webgpu" | "onnxruntime" | "wasm" | "cpu";

/** Why an engine does not start, and what would help, as parts of a sentence. */
export interface BackendUnavailable {
  readonly unavailable: string;
  readonly remedy: string;
}

/** What became of an attempt to start an engine; `description` names the device and its threads. */
export type BackendStart = { readonly description: string } | BackendUnavailable;

/** One engine, and how to start it and make it tfjs's backend. */
export interface BackendCandidate {
  readonly name: BackendName;
  /** `preferred`: the user asked for this engine, and takes it even where another would be faster. */
  readonly start: (preferred: boolean) => Promise<BackendStart>;
}
