import { PolyheadError } from "@polyhead/spec";
import * as v from "valibot";
import { numericDatatypes, TEXTS } from "./datatype.ts";

/** Most dimensions that a tensor in a request may have. */
export const MAX_RANK = 8;
/** Most inputs or outputs that a request may name. */
export const MAX_TENSORS = 1000;

const tensorName = v.string();

const inputSchema = v.object({
  name: tensorName,
  shape: v.pipe(v.array(v.pipe(v.number(), v.safeInteger(), v.minValue(1))), v.maxLength(MAX_RANK)),
  datatype: v.picklist([...numericDatatypes.keys(), TEXTS]),
  // Its values are checked as they are converted: there may be millions.
  data: v.instance(Array<unknown>),
});

const requestSchema = v.object({
  id: v.optional(v.string()),
  inputs: v.pipe(v.array(inputSchema), v.maxLength(MAX_TENSORS)),
  outputs: v.optional(v.pipe(v.array(v.object({ name: tensorName })), v.maxLength(MAX_TENSORS))),
});

/** One tensor of a request, its values not yet checked. */
export interface RequestInput {
  readonly name: string;
  readonly shape: readonly number[];
  readonly datatype: string;
  readonly data: readonly unknown[];
}

/** `$inference_request` of Open Inference Protocol V2; `parameters` are ignored. */
export interface InferenceRequest {
  readonly id?: string | undefined;
  readonly inputs: readonly RequestInput[];
  readonly outputs?: readonly { readonly name: string }[] | undefined;
}

/** @throws PolyheadError `input-invalid`, naming the first field that is wrong */
export function parseRequest(body: unknown): InferenceRequest {
  const result = v.safeParse(requestSchema, body, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  const place = path === null ? "The request" : `The request's \`${path}\``;
  throw new PolyheadError(
    "input-invalid",
    `${place} should be ${issue.expected ?? "valid"}; received ${issue.received}.`,
    { details: { path } },
  );
}
