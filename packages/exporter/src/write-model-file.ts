import { basename } from "node:path";
import { fitsOneFile, writeModel, writeModelWithData, type Model } from "@polyhead/onnx";
import { discardFiles, publishFiles, stageFile, writeAtomically } from "./write-atomically.ts";

/** What a file of weights is called after the model beside it. */
export const DATA_SUFFIX = ".data";

/** Whether weights go into a second file, `<path>.data`: as asked, or else where one file of 2 GB does not hold the model. */
export function needsData(model: Model, externalData?: boolean): boolean {
  return externalData ?? !fitsOneFile(model);
}

/**
 * Writes a model to a file, whole or not at all, with its weights in a second one where asked or where they do not fit.
 *
 * @returns the bytes of both
 * @throws PolyheadError `file-unwritable`, `model-invalid` for a model that is to be one file and has more than 2 GB
 */
export async function writeModelFile(
  path: string,
  model: Model,
  options: { readonly externalData?: boolean } = {},
): Promise<number> {
  if (!needsData(model, options.externalData)) return writeAtomically(path, writeModel(model));
  const written = writeModelWithData(model, basename(path) + DATA_SUFFIX);
  const data = await stageFile(path + DATA_SUFFIX, written.data);
  try {
    const header = await stageFile(path, written.model);
    await publishFiles([data, header]);
    return data.bytes + header.bytes;
  } finally {
    await discardFiles([data]);
  }
}
