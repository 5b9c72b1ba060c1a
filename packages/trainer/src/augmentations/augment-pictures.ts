// B examples
import type { FittedSpec } from "@polyhead/spec";
import type { Random } from "../data/random.ts";
import { rowAt, type Rows } from "../data/rows.ts";
import type { PictureAugmentation } from "./augmentation.ts";

/**
 * Inputs with their pictures changed, each in turn by all augmentations.
 *
 * @param randomOf what an example's pictures draw from
 */
export function augmentPictures(
  spec: FittedSpec,
  inputs: Readonly<Record<string, Rows>>,
  augmentations: readonly PictureAugmentation[],
  randomOf: (example: number) => Random,
): Readonly<Record<string, Rows>> {
  const pictures = Object.entries(spec.inputs).flatMap(([name, input]) =>
    input.kind === "image" ? [[name, input] as const] : [],
  );
  if (augmentations.length === 0 || pictures.length === 0) return inputs;
  const changed = pictures.map(([name]): [string, Rows] => {
    const rows = inputs[name]!;
    return [name, { ...rows, values: Float32Array.from(rows.values) }];
  });
  for (let example = 0; example < (changed[0]?.[1].count ?? 0); example++) {
    const random = randomOf(example);
    for (const [index, [, { height, width, channels, normalizer }]] of pictures.entries()) {
      const pixels = rowAt(changed[index]![1], example) as Float32Array;
      for (const augmentation of augmentations)
        augmentation.apply({ height, width, channels, pixels, mean: normalizer.mean }, random);
    }
  }
  return { ...inputs, ...Object.fromEntries(changed) };
}
