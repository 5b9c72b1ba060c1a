import { PolyheadError, type Manifest } from "@polyhead/spec";
import { checkSameShape, unlabelled, type RowSource, type UnlabelledOptions } from "@polyhead/trainer";
import { DEFAULT_CONFIG } from "../default-config.ts";
import { isFile } from "./is-file.ts";

/** The model to predict with, and the config that was named. */
interface Opened {
  /** its file, for errors */
  readonly model: string;
  readonly manifest: Manifest;
  readonly config: string | undefined;
}

/**
 * Opens a file of rows to predict from. It is read as the data of the model's config are: of `config`, or of
 * `polyhead.config.ts` in this directory where that is the model's and its data are files of rows.
 *
 * @throws PolyheadError `config-invalid` where the config that was named is not so; what `unlabelled` throws
 */
export async function openRows(
  path: string,
  { model, manifest, config }: Opened,
  options: Omit<UnlabelledOptions, "like">,
): Promise<RowSource> {
  if (config === undefined && !(await isFile(DEFAULT_CONFIG))) return unlabelled(path, manifest, options);
  const { loadConfig } = await import("../load-config.ts");
  const loaded = await loadConfig(config ?? DEFAULT_CONFIG);
  try {
    checkSameShape(loaded, { ...manifest, tasks: {} }, model);
    return await unlabelled(path, manifest, { ...options, like: loaded.data });
  } catch (error) {
    const passedOver =
      config === undefined && error instanceof PolyheadError && error.code === "config-invalid";
    if (!passedOver) throw error;
    return unlabelled(path, manifest, options);
  }
}
