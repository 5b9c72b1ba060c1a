// T tasks, N elements of a shared variable
import type { Scalar, Tensor, Tensor1D, Tensor2D, Variable } from "@tensorflow/tfjs-core";

/** What a method may know of a task. */
export interface BalancedTask {
  readonly name: string;
  /**
   * What the task's loss is, up to scale: the squared error of a Gaussian, the absolute error of a Laplace distribution, also an
   * asymmetric one as of quantiles, or "categorical": a negative log-likelihood as it stands
   */
  readonly likelihood: "gaussian" | "laplace" | "categorical";
}

/**
 * The places of the tasks that a batch has labels of, at least one; undefined where it has some of every task. The gradient
 * of a task that is not present is 0 and says nothing, and its loss is the one last seen.
 */
export type Present = readonly number[] | undefined;

/** A way to weigh T tasks against one another: the choice in a config. */
export type Balancing = LossBalancing | GradientBalancing;

/** Weights from the losses alone: a step costs one backward pass. */
export interface LossBalancing {
  readonly kind: "losses";
  readonly name: string;
  /** those that it was made with, as JSON, so that a run is not resumed with others */
  readonly options?: unknown;
  /**
   * Starts one run's state.
   *
   * @throws PolyheadError `config-invalid` where an option names a task that is not there
   */
  create(tasks: readonly BalancedTask[], seed: number): LossBalancer;
}

/** Weights or a direction from the T gradients of the shared parameters: a step costs T backward passes. */
export type GradientBalancing = GramianBalancing | CoordinateBalancing;

interface OfGradients {
  readonly name: string;
  /** as a loss method's */
  readonly options?: unknown;
  /**
   * Scales the losses first: what is said below of losses and of their gradients is then of its weighted losses, and its
   * penalty is minimized beside them. Without one, the losses are as they are.
   */
  readonly losses?: LossBalancing;
  /**
   * What a head learns from: its task's loss as it is, or its loss times the task's weight, as in a weighted sum of losses.
   */
  readonly heads: "unweighted" | "weighted";
}

/** A function of the Gramian `J Jᵀ` of the gradients. */
export interface GramianBalancing extends OfGradients {
  readonly kind: "gramian";
  /** What the gradients are of: the shared parameters, by default, or the features that all heads read. */
  readonly at?: "parameters" | "representation";
  create(tasks: readonly BalancedTask[], seed: number): GramianBalancer;
}

/** A method that needs the gradients' coordinates, which kernels of the step's graphs work on where they are. */
export interface CoordinateBalancing extends OfGradients {
  readonly kind: "coordinates";
  /** @param sizes how many elements each of the shared variables has */
  create(tasks: readonly BalancedTask[], seed: number, sizes: readonly number[]): CoordinateBalancer;
}

/** What a checkpoint keeps of a balancer besides its variables. */
export interface SavedState {
  /** comes back from JSON as it was */
  readonly json: unknown;
}

/** What carries over from one run to its continuation. */
export interface Resumable {
  save(): SavedState;
  /** @throws PolyheadError `file-invalid` for what `save` of the same method and tasks did not give */
  restore(saved: SavedState): void;
}

/** The state of a loss method during one run. */
export interface LossBalancer extends Resumable {
  /** Trained by the run's optimizer together with the model. */
  readonly variables: readonly Variable[];
  /** Not trained; part of a checkpoint like `variables`. */
  readonly state: readonly Variable[];
  /** Called before every step, outside its graph. */
  beforeStep?(): void;
  /**
   * Called in every step, under the gradient tape; calls tfjs kernels only, so that the step can become one graph.
   *
   * @param losses `[T]`; of a task that the batch has no label of the one last seen, a constant
   * @returns the objective is `Σ weights·losses + penalty`; weights that are to pass no gradient pass none
   */
  balance(losses: Tensor1D): { readonly weights: Tensor1D; readonly penalty?: Scalar };
  /**
   * Called in every step after the optimizer's update, in the same graph; where it is there, the step evaluates the losses
   * of its batch once more.
   *
   * @param before `[T]` @param after `[T]`
   */
  afterUpdate?(before: Tensor1D, after: Tensor1D): void;
  /** Called after every epoch. @param losses `[T]` means over its batches with a label of the task; NaN where there are none */
  endEpoch?(losses: readonly number[]): void;
  dispose(): void;
}

/** The state of a method on the Gramian during one run. */
export interface GramianBalancer extends Resumable {
  /**
   * The shared parameters' direction is `Σ weights·gradients`.
   *
   * @param gramian `[T, T]` row-major
   * @param losses `[T]`
   * @returns weights `[T]`; those of tasks that are not present matter only where they are kept for other steps
   */
  weigh(gramian: Float64Array, losses: Float64Array, present?: Present): Float64Array;
  /**
   * Called, where it is there, before a step takes its gradients: the step's weights `[T]` if they need none, so that one
   * backward pass will do; else `weigh` follows.
   */
  heldWeights?(): Float64Array | undefined;
}

/**
 * The state of a method on the gradients' coordinates during one run. What is called in a step's graphs calls tfjs kernels
 * only, and sees the gradients as the rows of a Jacobian for each shared variable, those of tasks that are not present of 0.
 */
export interface CoordinateBalancer extends Resumable {
  /** Moved by `summarize`; part of a checkpoint. */
  readonly state: readonly Variable[];
  /** Called before every step, outside its graphs. */
  beforeStep?(): void;
  /**
   * Called in every step, in the graph of its backward passes.
   *
   * @param jacobians `[T, N]` each @param present `[T]`, 1 or 0; absent where all are
   * @returns what `weigh` is told of the gradients; without it, nothing
   */
  summarize?(jacobians: readonly Tensor2D[], present: Tensor1D | undefined): Tensor;
  /**
   * Called in every step with a task that is present, between its graphs.
   *
   * @param summary as `summarize` gave it, row-major @param losses `[T]`
   * @returns weights `[T]`; ones where the direction is no weighted sum
   */
  weigh(summary: Float64Array, losses: Float64Array, present?: Present): Float64Array;
  /**
   * Called in every step, in the graph of its update, in place of `weights · jacobians`.
   *
   * @param jacobians `[T, N]` each @param weights `[1, T]`
   * @returns the shared variables' directions, `[1, N]` each
   */
  combine?(jacobians: readonly Tensor2D[], weights: Tensor2D): Tensor2D[];
  dispose(): void;
}
