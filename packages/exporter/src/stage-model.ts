import { basename } from "node:path";
import { encodeModel, writeModelWithData, type Model } from "@polyhead/onnx";
import { discardFiles, publishFiles, stageFile } from "./write-atomically.ts";
import { DATA_SUFFIX, needsData, writeModelFile } from "./write-model-file.ts";

/** A model that is ready to be run, and then to be put in place. */
export interface StagedModel {
  /** What ONNX Runtime opens: the bytes, or the path of a model with its weights beside it. */
  readonly file: Uint8Array | string;
  /**
   * Puts the model in place, with the metadata of `final`, whose graph must be the one staged.
   *
   * @returns the bytes of all files
   */
  readonly publish: (final: Model) => Promise<number>;
  /** Removes what was not put in place. */
  readonly discard: () => Promise<void>;
}

/**
 * Encodes a model; where its weights go into a file of their own, writes both under temporary names.
 *
 * @param externalData whether weights go into `<path>.data`; by default where one file does not hold the model
 * @throws PolyheadError `file-unwritable`, `model-invalid` for a model that is to be one file and has more than 2 GB
 */
export async function stageModel(path: string, model: Model, externalData?: boolean): Promise<StagedModel> {
  if (needsData(model, externalData)) return stageWithData(path, model);
  return {
    file: encodeModel(model),
    publish: async (final) => writeModelFile(path, final, { externalData: false }),
    discard: async () => {},
  };
}

async function stageWithData(path: string, model: Model): Promise<StagedModel> {
  const location = basename(path) + DATA_SUFFIX;
  const data = await stageFile(path + DATA_SUFFIX, writeModelWithData(model, location).data);
  try {
    const trial = await stageFile(path, writeModelWithData(model, basename(data.temporary)).model);
    return {
      file: trial.temporary,
      publish: async (final) => {
        const header = await stageFile(path, writeModelWithData(final, location).model);
        await publishFiles([data, header]);
        return data.bytes + header.bytes;
      },
      discard: async () => discardFiles([data, trial]),
    };
  } catch (error) {
    await discardFiles([data]);
    throw error;
  }
}
