/** The engines that can train, best first. */
export type BackendName = "tfjs-node-gpu" | "webgpu" | "wasm" | "cpu";

/** What became of an attempt to start an engine. */
export type BackendStart =
  | { readonly description: string }
  | {
      readonly unavailable: string;
      /** What would make it available, as an instruction: "install the package webgpu". */
      readonly remedy: string;
    };

/** One engine: a name, and how to start it and set it as tfjs's backend. */
export interface BackendCandidate {
  readonly name: BackendName;
  /** `preferred` is true when the user named this engine, and so takes it even where another would be faster. */
  readonly start: (preferred: boolean) => Promise<BackendStart>;
}
