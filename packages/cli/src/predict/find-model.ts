import { PolyheadError } from "@polyhead/spec";
import { readdir } from "node:fs/promises";

/**
 * The model file to predict with, and what is left to predict from.
 *
 * It is `model` when given, else the first argument when that ends in `.onnx`, else the only `.onnx` file in the current
 * directory.
 *
 * @throws PolyheadError `usage` when there is none, or more than one
 */
export async function findModel(
  args: readonly string[],
  model: string | undefined,
): Promise<{ readonly model: string; readonly rest: readonly string[] }> {
  if (model !== undefined) return { model, rest: args };
  const [first, ...rest] = args;
  if (first?.endsWith(".onnx") === true) return { model: first, rest };
  const found = (await readdir(".")).filter((name) => name.endsWith(".onnx"));
  const [only] = found;
  if (only !== undefined && found.length === 1) return { model: only, rest: args };
  const there = found.length === 0 ? "there is none" : `there are ${found.toSorted().join(", ")}`;
  throw new PolyheadError(
    "usage",
    `A model should be named first, with --model, or be the only .onnx file in this directory; ${there}.`,
    { details: { found } },
  );
}
