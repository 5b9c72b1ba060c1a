import type { FittedInput, InputSpec } from "@polyhead/spec";
import { categoricalKind } from "./categorical.ts";
import { datesKind } from "./dates.ts";
import { imageKind } from "./image.ts";
import type { InputKind } from "./input-kind.ts";
import { numericKind } from "./numeric.ts";
import { textKind } from "./text.ts";

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
