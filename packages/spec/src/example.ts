import type { DecodedInput } from "./encode-input.ts";

/** One labelled example as a source yields it, before any encoding. */
export interface Example {
  readonly inputs: Readonly<Record<string, DecodedInput>>;
  /** a class name or a number by task */
  readonly labels: Readonly<Record<string, string | number>>;
}
