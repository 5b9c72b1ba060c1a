import { basename, join } from "node:path";
import { checkModel, NameScope, type Model } from "@polyhead/onnx";
import { readModelFile } from "./read-model-file.ts";
import { splitModel } from "./split-model.ts";
import { writeModelFile } from "./write-model-file.ts";

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
  const { trunk, heads } = splitModel(readModelFile(path));
  const names = new NameScope();
  const parts = [["trunk", trunk] as const, ...Object.entries(heads)].map(([part, model]) => {
    checkModel(model);
    const suffix = names.unique(part.replaceAll(/[^\w-]/g, "_"));
    const file = `${basename(path, ".onnx")}.${suffix}.onnx`;
    return { part, model, path: join(directory, file) };
  });
  const written: SplitPart[] = [];
  for (const { part, model, path: target } of parts) {
    const bytes = await writeModelFile(target, model);
    written.push({ part, path: target, bytes, ...border(model) });
  }
  return written;
}

function border({ graph: { inputs, outputs } }: Model): Pick<SplitPart, "inputs" | "outputs"> {
  return { inputs: inputs.map(({ name }) => name), outputs: outputs.map(({ name }) => name) };
}
