import type { Random } from "../data/random.ts";

/** Something that is done to training examples alone, and drawn anew in every epoch. */
export type Augmentation = PictureAugmentation | BatchMixing;

/** Changes pictures one by one. */
export interface PictureAugmentation {
  readonly kind: "picture";
  readonly name: string;
  /** those that it was made with, so that a run is not resumed with others */
  readonly options: object;
  /** Changes a picture in place. */
  apply(picture: Picture, random: Random): void;
}

/** Mixes every example of a batch with another one of it. */
export interface BatchMixing {
  readonly kind: "batch";
  readonly name: string;
  readonly options: object;
  /** The share that an example keeps of itself in one batch, 0 to 1. */
  share(random: Random): number;
}

/** One picture of a batch. */
export interface Picture {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** `[height, width, channels]` row-major, 0 to 255 */
  readonly pixels: Float32Array;
  /** of the training split, by channel: what stands for nothing */
  readonly mean: readonly number[];
}
