import { messageOf, PolyheadError } from "@polyhead/spec";
import { memorySource } from "./byte-source.ts";
import type { ModelFile } from "./load-model.ts";
import type { ModelSource } from "./load-options.ts";
import { MAX_MODEL_BYTES, scanMetadata } from "./scan-metadata.ts";

/**
 * Reads a model from a URL, a Blob or bytes.
 *
 * @throws PolyheadError `download-failed`, `model-invalid`
 */
export async function readModel(source: ModelSource, signal: AbortSignal | undefined): Promise<ModelFile> {
  const what = typeof source === "string" || source instanceof URL ? String(source) : "The model";
  const model = await readBytes(source, signal);
  return { what, model, metadata: await scanMetadata(memorySource(model), what) };
}

async function readBytes(source: ModelSource, signal: AbortSignal | undefined): Promise<Uint8Array> {
  if (source instanceof Uint8Array) return source;
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  if (source instanceof Blob) return new Uint8Array(await source.arrayBuffer());
  if (typeof source === "string" || source instanceof URL) return download(source, signal);
  throw new PolyheadError(
    "input-invalid",
    `A model should be given as a path, a URL, a Uint8Array, an ArrayBuffer or a Blob; received ${source === null ? "null" : typeof source}.`,
  );
}

async function download(url: string | URL, signal: AbortSignal | undefined): Promise<Uint8Array> {
  try {
    const response = await fetch(url, { signal: signal ?? null });
    if (!response.ok)
      throw downloadFailed(url, `the server answered ${response.status} ${response.statusText}`.trim());
    const size = Number(response.headers.get("content-length"));
    if (size > MAX_MODEL_BYTES)
      throw downloadFailed(url, `it has ${size} bytes, more than the ${MAX_MODEL_BYTES} allowed`);
    return new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof PolyheadError) throw cause;
    throw downloadFailed(url, messageOf(cause), cause);
  }
}

function downloadFailed(url: string | URL, reason: string, cause?: unknown): PolyheadError {
  return new PolyheadError(
    "download-failed",
    `The model at ${String(url)} could not be downloaded: ${reason}.`,
    {
      details: { url: String(url) },
      cause,
    },
  );
}
