import { open, type FileHandle } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { messageOf, PolyheadError } from "@polyhead/spec";
import type { ByteSource } from "./byte-source.ts";
import type { ModelFile } from "./load-model.ts";
import type { ModelSource } from "./load-options.ts";
import { readModel } from "./read-model.ts";
import { scanMetadata } from "./scan-metadata.ts";

/**
 * Reads a model as Node has it: by path, so that ONNX Runtime maps the file and finds external data beside it, or as
 * `readModel` does.
 *
 * @throws PolyheadError `file-missing`, `file-invalid`, `download-failed`, `model-invalid`
 */
export async function readModelFile(
  source: ModelSource,
  signal: AbortSignal | undefined,
): Promise<ModelFile> {
  const path = pathOf(source);
  if (path === undefined) return readModel(source, signal);
  const file = await openFile(path);
  try {
    return { what: path, model: path, metadata: await scanMetadata(await fileSource(file, path), path) };
  } finally {
    await file.close();
  }
}

function pathOf(source: ModelSource): string | undefined {
  if (source instanceof URL) return source.protocol === "file:" ? fileURLToPath(source) : undefined;
  if (typeof source !== "string" || /^(https?|data|blob):/i.test(source)) return undefined;
  return /^file:/i.test(source) ? fileURLToPath(source) : source;
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path);
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === "ENOENT";
    throw new PolyheadError(
      missing ? "file-missing" : "file-invalid",
      missing
        ? `The model file ${path} does not exist.`
        : `The model file ${path} cannot be read: ${messageOf(cause)}.`,
      { details: { path }, cause },
    );
  }
}

async function fileSource(file: FileHandle, path: string): Promise<ByteSource> {
  const stat = await file.stat();
  if (!stat.isFile()) {
    throw new PolyheadError("file-invalid", `The model ${path} should be a file; it is something else.`, {
      details: { path },
    });
  }
  return {
    size: stat.size,
    read: async (position, length) => {
      const { buffer, bytesRead } = await file.read({ buffer: new Uint8Array(length), position });
      return buffer.subarray(0, bytesRead);
    },
  };
}
