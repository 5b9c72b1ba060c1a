import { MANIFEST_KEY, parseManifest, type ModelShape } from "@polyhead/spec";
import type { Candidate } from "./device.ts";
import type { DecodeValue } from "./encode-examples.ts";
import { Model } from "./model.ts";
import { openOnDevice } from "./open-on-device.ts";

/** A model file as a platform found it. */
export interface ModelFile {
  /** names it in errors */
  readonly what: string;
  /** what sessions open: a path (Node) or bytes */
  readonly model: string | Uint8Array;
  readonly metadata: ReadonlyMap<string, string>;
}

/** What Node and browsers each bring to `load`. */
export interface Platform {
  /** devices, best first */
  readonly candidates: readonly Candidate[];
  readonly decode: DecodeValue;
}

export async function loadModel<M extends ModelShape>(
  file: ModelFile,
  platform: Platform,
  options: { readonly device?: string; readonly signal?: AbortSignal | undefined },
): Promise<Model<M>> {
  const json = file.metadata.get(MANIFEST_KEY);
  const manifest = json === undefined ? undefined : parseManifest(json);
  const opened = await openOnDevice(platform.candidates, { ...file, manifest }, options.device ?? "auto");
  if (options.signal?.aborted) await opened.session.release();
  options.signal?.throwIfAborted();
  return new Model<M>({ ...opened, manifest, decode: platform.decode });
}
