import type { FittedInput } from "../manifest.ts";
import type { InputSpec } from "../model-shape.ts";
import { categoricalKind } from "./encode-categorical.ts";
import { datesKind } from "./encode-dates.ts";
import { imageKind } from "./encode-image.ts";
import { numericKind } from "./encode-numeric.ts";
import { textKind } from "./text/encode-text.ts";
import type { InputKind } from "./input-kind.ts";

const kinds: {
  readonly [K in InputSpec["kind"]]: InputKind<
    Extract<InputSpec, { kind: K }>,
    Extract<FittedInput, { kind: K }>
  >;
} = {
  image: imageKind,
  numeric: numericKind,
  categorical: categoricalKind,
  dates: datesKind,
  text: textKind,
};

/** The kind of an input, found by its name in the spec. */
export function inputKind(spec: InputSpec): InputKind<InputSpec, FittedInput> {
  return kinds[spec.kind];
}
