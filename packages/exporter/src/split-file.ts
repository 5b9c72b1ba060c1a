import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { checkModel, encodeModel, NameScope, readModel, type Model } from "@polyhead/onnx";
import { messageOf, PolyheadError } from "@polyhead/spec";
import { splitModel } from "./split-model.ts";
import { writeAtomically } from "./write-atomically.ts";

export interface SplitOptions {
  /** An ONNX file with two outputs or more. */
  readonly path: string;
  /** Where the parts go; it must exist. */
  readonly directory: string;
}

/** A file that was written. */
export interface SplitPart {
  /** "trunk", or the task. */
  readonly part: string;
  readonly path: string;
  readonly bytes: number;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/**
 * Writes a model file as `<name>.trunk.onnx` and `<name>.<task>.onnx` for each task: the trunk and then a head compute what the
 * whole does.
 *
 * @throws PolyheadError what `splitModel` throws, `file-missing`, `file-unwritable`; where the model cannot be split, nothing
 * is written
 */
export async function splitFile({ path, directory }: SplitOptions): Promise<readonly SplitPart[]> {
  const { trunk, heads } = splitModel(readModel(await readBytes(path)));
  const names = new NameScope();
  const parts = [["trunk", trunk] as const, ...Object.entries(heads)].map(([part, model]) => {
    checkModel(model);
    const suffix = names.unique(part.replaceAll(/[^\w-]/g, "_"));
    const file = `${basename(path, ".onnx")}.${suffix}.onnx`;
    return { part, model, path: join(directory, file), content: encodeModel(model) };
  });
  const written: SplitPart[] = [];
  for (const { part, model, path: target, content } of parts) {
    const bytes = await writeAtomically(target, [content]);
    written.push({ part, path: target, bytes, ...border(model) });
  }
  return written;
}

function border({ graph: { inputs, outputs } }: Model): Pick<SplitPart, "inputs" | "outputs"> {
  return { inputs: inputs.map(({ name }) => name), outputs: outputs.map(({ name }) => name) };
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new PolyheadError("file-missing", `The model file ${path} cannot be read (${messageOf(cause)}).`, {
      cause,
      details: { path },
    });
  }
}
