import type { Resize } from "@polyhead/runtime";
import type { ModelShape } from "@polyhead/spec";
import { findOtherSizes } from "./find-other-sizes.ts";
import type { NamedExample } from "./read-examples.ts";

/** Tells on standard error which images are not of the model's size. */
export async function noteResized(
  shape: Pick<ModelShape, "inputs">,
  examples: readonly NamedExample[],
  resize: Resize,
): Promise<void> {
  const [first, ...more] = await findOtherSizes(shape, examples);
  if (first === undefined) return;
  const others = more.length === 0 ? "" : ` and ${more.length} more`;
  process.stderr.write(
    `note: ${first.path} (${first.size})${others} resized to ${first.expected}, --resize ${resize}\n`,
  );
}
