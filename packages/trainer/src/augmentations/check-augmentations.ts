import { PolyheadError, type ModelShape } from "@polyhead/spec";
import type { Augmentation } from "./augmentation.ts";

/** @throws PolyheadError `config-invalid` for augmentations that a model's inputs have no use for */
export function checkAugmentations(augment: readonly Augmentation[], { inputs }: ModelShape): void {
  const kinds = Object.entries(inputs).map(([name, { kind }]) => ({ name, kind }));
  const mixing = augment.filter(({ kind }) => kind === "batch");
  if (mixing.length > 1)
    throw refusal(`has ${mixing.length} that mix examples; one is enough. Leave the others out.`);
  const unmixable = kinds.find(({ kind }) => kind !== "image" && kind !== "numeric");
  if (mixing.length > 0 && unmixable !== undefined)
    throw refusal(
      `has ${mixing[0]!.name}(), which mixes numbers, and the input "${unmixable.name}" is ${unmixable.kind}. Leave it out.`,
    );
  const picture = augment.find(({ kind }) => kind === "picture");
  if (picture !== undefined && kinds.every(({ kind }) => kind !== "image"))
    throw refusal(`has ${picture.name}(), and the model has no picture as input. Leave it out.`);
}

function refusal(what: string): PolyheadError {
  return new PolyheadError("config-invalid", `\`training.augment\` ${what}`);
}
