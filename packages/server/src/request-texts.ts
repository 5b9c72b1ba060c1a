import type { RawTensor } from "@polyhead/runtime";
import { encodeBatch, PolyheadError, type FittedInput } from "@polyhead/spec";
import { TEXTS } from "./datatype.ts";
import type { RequestInput } from "./inference-request.ts";
import { visitValues } from "./request-tensor.ts";

/** Whether an input's values may be sent as texts, which the model's manifest says how to encode. */
export function takesTexts(spec: FittedInput | undefined): spec is FittedInput {
  return spec !== undefined && !["image", "numeric"].includes(spec.kind);
}

/**
 * Encodes a request's texts as training did: rows of a table, `[batch, columns]`, with an empty text for what is missing, or one text
 * an example, `[batch]` or `[batch, 1]`.
 *
 * @param limit most texts that the input may have
 * @throws PolyheadError `input-invalid`
 */
export function requestTexts(input: RequestInput, spec: FittedInput, limit: number): RawTensor {
  const { name, shape } = input;
  const [batch = 0, width = 1] = shape;
  const columns = "columns" in spec ? spec.columns.length : 1;
  if (shape.length === 0 || shape.length > 2 || width !== columns)
    throw invalid(name, `should have texts of shape [batch, ${columns}]; received [${shape.join(", ")}]`);
  // All texts of a batch are padded to the longest.
  const most = spec.kind === "text" ? Math.floor(limit / spec.maxLength) : limit;
  if (batch * width > most)
    throw invalid(name, `should have at most ${most} texts; received ${batch * width}`);
  const texts: string[] = [];
  visitValues(input, (value) => {
    if (typeof value !== "string")
      throw invalid(name, `should hold texts (${TEXTS}); value ${texts.length} is ${JSON.stringify(value)}`);
    texts.push(value);
  });
  const encoder = encodeBatch(spec, name, batch);
  for (let example = 0; example < batch; example++) {
    const row = texts.slice(example * width, (example + 1) * width);
    encoder.set(example, "columns" in spec ? row : row[0]);
  }
  return encoder.finish();
}

function invalid(name: string, fault: string): PolyheadError {
  return new PolyheadError("input-invalid", `Input "${name}" ${fault}.`, { details: { input: name } });
}
