import { PolyheadError } from "@polyhead/spec";
import type { Model } from "../graph.ts";
import { externalInitializer, inlineInitializer, modelChunks } from "./model-chunks.ts";
import { rawDataOf } from "./to-messages.ts";

/** Tensors of fewer bytes stay in the model file, as ONNX's own tools keep them: shapes and axes are needed to load it. */
const MIN_EXTERNAL_BYTES = 1024;

/** Where each tensor begins, so that runtimes can map it: a page, as ONNX's specification asks. */
const ALIGNMENT = 4096;

const padding = new Uint8Array(ALIGNMENT);

/** A model in two files; the bytes of each in chunks. */
export interface ModelWithData {
  readonly model: Iterable<Uint8Array>;
  readonly data: Iterable<Uint8Array>;
}

/**
 * A model with its weights in a file of their own, which has no limit of 2 GB: ONNX's external data, each tensor at a
 * multiple of 4096 bytes. The chunks of data are views of the tensors' arrays, never copied.
 *
 * @param location the name that the second file will have, in the directory of the first
 * @throws PolyheadError `input-invalid` for a location that is no file name, `model-invalid` for a malformed tensor
 */
export function writeModelWithData(model: Model, location: string): ModelWithData {
  if (location === "" || location === "." || location === ".." || /[/\\]/.test(location))
    throw new PolyheadError(
      "input-invalid",
      `External data must be in a file beside the model. Received the location "${location}"; give a file name.`,
    );
  const data: Uint8Array[] = [];
  let end = 0;
  const chunks = modelChunks(model, (tensor) => {
    const rawData = rawDataOf(tensor.data);
    if (rawData === undefined || rawData.length < MIN_EXTERNAL_BYTES) return inlineInitializer(tensor);
    const offset = Math.ceil(end / ALIGNMENT) * ALIGNMENT;
    if (offset > end) data.push(padding.subarray(0, offset - end));
    data.push(rawData);
    end = offset + rawData.length;
    return externalInitializer(tensor, { location, offset, length: rawData.length });
  });
  return { model: chunks, data };
}
