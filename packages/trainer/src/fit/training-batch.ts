// B examples in a batch
import { add, gather, mul, tensor1d, tidy, type Tensor, type Tensor1D } from "@tensorflow/tfjs-core";
import type { FittedSpec } from "@polyhead/spec";
import type { Augmentation, BatchMixing, PictureAugmentation } from "../augmentations/augmentation.ts";
import { augmentPictures } from "../augmentations/augment-pictures.ts";
import { randomSource, type Random } from "../data/random.ts";
import type { Target } from "../tasks/task-kind.ts";
import { inputTensors, targetsOf, tensorsOf, toBatch, type Batch } from "./batch.ts";
import type { Dataset, Examples } from "./dataset.ts";

export interface TrainingBatchOptions {
  readonly spec: FittedSpec;
  readonly dataset: Dataset;
  readonly augment: readonly Augmentation[];
  readonly seed: number;
  readonly epoch: number;
}

/**
 * Examples as a training step takes them, augmented; all that is drawn is a function of seed, epoch and place.
 *
 * @param place the first example's in the epoch
 */
export function trainingBatch(options: TrainingBatchOptions, examples: Examples, place: number): Batch {
  const { spec, dataset, augment, seed, epoch } = options;
  const changing = augment.filter((one): one is PictureAugmentation => one.kind === "picture");
  const mixing = augment.find((one): one is BatchMixing => one.kind === "batch");
  const randomOf = (example: number): Random => randomSource(seed, "augment", epoch, place + example);
  const inputs = augmentPictures(spec, examples.inputs, changing, randomOf);
  const augmented = { ...examples, inputs };
  if (mixing === undefined) return toBatch(spec, dataset, augmented);
  return mixed(options, augmented, mixing, randomSource(seed, "mix", epoch, place));
}

/** Every example mixed with the one that a random order of the batch puts in its place. */
function mixed(
  { spec, dataset }: TrainingBatchOptions,
  examples: Examples,
  mixing: BatchMixing,
  random: Random,
): Batch {
  const share = mixing.share(random);
  const order = Int32Array.from({ length: examples.count }, (_, index) => index);
  random.shuffle(order);
  let batch: Batch = { inputs: [], targets: [] };
  tidy(() => {
    const others = tensor1d(order, "int32");
    const inputs = inputTensors(spec, dataset, examples).map((input) =>
      add(mul(input, share), mul(gather(input, others), 1 - share)),
    );
    const targets = targetsOf(spec, examples, () => true);
    batch = { inputs, targets: targets.map((target) => mixedTarget(target, share, others)) };
    return tensorsOf(batch);
  });
  return batch;
}

function mixedTarget({ values, weights }: Target, share: number, others: Tensor1D): Target {
  return {
    values,
    weights: mul(weights!, share),
    mixed: { values: gather<Tensor>(values, others), weights: mul(gather(weights!, others), 1 - share) },
  };
}
