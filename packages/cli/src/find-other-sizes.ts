import type { ModelShape } from "@polyhead/spec";
import sharp from "sharp";
import type { NamedExample } from "./read-examples.ts";

/** An image file whose size is not the model's. */
export interface OtherSize {
  readonly path: string;
  /** `640×480` */
  readonly size: string;
  readonly expected: string;
}

/** Images given by path that must be resized; files that cannot be read are left to `predict`, which refuses them. */
export async function findOtherSizes(
  { inputs }: Pick<ModelShape, "inputs">,
  examples: readonly NamedExample[],
): Promise<OtherSize[]> {
  const found: OtherSize[] = [];
  for (const example of examples) {
    for (const [name, spec] of Object.entries(inputs)) {
      const value = (example.inputs as Readonly<Record<string, unknown>> | null)?.[name];
      if (spec.kind !== "image" || typeof value !== "string") continue;
      const size = await sizeOf(value);
      const expected = `${spec.width}×${spec.height}`;
      if (size !== undefined && size !== expected) found.push({ path: value, size, expected });
    }
  }
  return found;
}

async function sizeOf(path: string): Promise<string | undefined> {
  try {
    const { autoOrient } = await sharp(path).metadata();
    return `${autoOrient.width}×${autoOrient.height}`;
  } catch {
    return undefined;
  }
}
