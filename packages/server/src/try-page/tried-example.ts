import { PolyheadError, type FittedInput, type Manifest } from "@polyhead/spec";
import * as v from "valibot";

const cell = v.nullable(v.union([v.string(), v.number()]));

const bodySchema = v.object({
  inputs: v.record(v.string(), v.union([v.string(), v.record(v.string(), cell)])),
});

/** An example's inputs, as `predict` takes them. */
export type TriedExample = Readonly<
  Record<string, string | Uint8ClampedArray | Readonly<Record<string, string | number | null>>>
>;

/**
 * Reads an example that the page sent: pictures are their pixels' bytes in base64, never places where a file might be.
 *
 * @throws PolyheadError `input-invalid`
 */
export function triedExample({ inputs }: Manifest, body: unknown): TriedExample {
  const parsed = v.safeParse(bodySchema, body);
  if (!parsed.success)
    throw new PolyheadError(
      "input-invalid",
      'The body should be { "inputs": … } with a text or { column: value } for each input; it is not.',
    );
  const given = parsed.output.inputs;
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const { [name]: spec } = inputs;
      return [name, spec?.kind === "image" ? pixelsOf(name, spec, value) : value];
    }),
  );
}

function pixelsOf(
  name: string,
  { width, height, channels }: Extract<FittedInput, { kind: "image" }>,
  value: unknown,
): Uint8ClampedArray {
  if (value === "") throw new PolyheadError("input-invalid", `Choose a picture for "${name}".`);
  const bytes = typeof value === "string" ? Buffer.from(value, "base64") : undefined;
  const count = width * height * channels;
  if (bytes?.length === count) return new Uint8ClampedArray(bytes);
  throw new PolyheadError(
    "input-invalid",
    `Input "${name}" should be ${count} bytes in base64, ${height} × ${width} × ${channels}; received ${bytes?.length ?? "no text"}.`,
    { details: { input: name } },
  );
}
