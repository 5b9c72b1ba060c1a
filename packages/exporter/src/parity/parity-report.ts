import type { ParityFigure } from "@polyhead/spec";
import type { Tolerance } from "./compare-output.ts";
import type { Provider } from "./provider.ts";

/** How a file and the model that it was made of compare. */
export interface ParityReport {
  readonly tolerance: Tolerance;
  /** Every provider that ONNX Runtime may have, with what kept it from being compared. */
  readonly providers: readonly ProviderReport[];
  /** One figure for each output, provider, kind of inputs and batch size. */
  readonly outputs: readonly OutputParity[];
  /** One figure for each call of each layer and provider, in the order of the model; only with `trace`. */
  readonly layers?: readonly LayerParity[];
}

export interface ProviderReport {
  readonly provider: Provider;
  /** Why nothing was compared on it; absent where all was. */
  readonly obstacle?: string;
}

/** Where and on what a comparison was made, and whether it stays within the tolerance. */
interface Verdict {
  readonly provider: Provider;
  readonly inputs: "random" | "samples";
  readonly agrees: boolean;
}

export interface OutputParity extends ParityFigure, Verdict {}

/** The largest differences of one call of a layer over all inputs. */
export interface LayerParity extends Omit<ParityFigure, "output" | "batch">, Omit<Verdict, "inputs"> {
  /** The layer's name, after those of the models around it: `encoder/conv2d_1`; numbered from its second call on. */
  readonly layer: string;
  readonly className: string;
}
