import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { FittedSpec } from "@polyhead/spec";
import type { Balancing } from "../balancing/balancing.ts";
import type { OptimizerConfig } from "../optimizers/optimizer.ts";
import type { Batch } from "./batch.ts";
import { gradientStep } from "./gradient-step.ts";
import { lossStep } from "./loss-step.ts";
import type { StepMeans } from "./step-means.ts";
import type { StepState } from "./step-state.ts";

/** Forward pass, every task's loss, balancing, backward passes and optimizer: one update of all parameters. */
export interface TrainingStep {
  run(batch: Batch): Promise<void>;
  /** Tells the balancing method that an epoch is over. @param losses means over it, in the order of the tasks */
  endEpoch(losses: readonly number[]): void;
  /** Multiplies the optimizer's own learning rate from the next step on. */
  scaleRate(factor: number): void;
  /** Reads the means since the last `reset`. */
  means(): Promise<StepMeans>;
  reset(): void;
  /** What it takes, besides the model's weights, to go on as if the run had never stopped. */
  save(): Promise<StepState>;
  /** Goes on from what `save` gave, and disposes of its tensors. */
  restore(state: StepState): Promise<void>;
  /** How the last step ran, where the engine has more than one way: as graphs, or not and why. */
  readonly mode: string | undefined;
  dispose(): void;
}

export interface StepOptions {
  readonly model: LayersModel;
  readonly spec: FittedSpec;
  readonly balancing: Balancing;
  readonly optimizer: OptimizerConfig;
  /** the length that gradients are shortened to, all taken together */
  readonly clipNorm?: number | undefined;
  /** steps whose gradients are averaged before an update */
  readonly accumulate?: number | undefined;
  /** what the learning rate is multiplied by, for each task's own variables and, as "shared", those of several */
  readonly rates?: Readonly<Record<string, number>> | undefined;
  /** what the balancing method draws from */
  readonly seed: number;
  /** what is added to the objective, given a batch's inputs */
  readonly penalty?: ((inputs: readonly Tensor[]) => Scalar) | undefined;
}

/** @throws PolyheadError `config-invalid` where the method needs shared variables and there are none */
export function trainingStep(options: StepOptions): TrainingStep {
  const { balancing } = options;
  return balancing.kind === "losses" ? lossStep(options, balancing) : gradientStep(options, balancing);
}
