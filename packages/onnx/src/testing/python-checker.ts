import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

const python = "/usr/bin/python3";

/** Whether ONNX's own checker is here: Debian's package `python3-onnx`. */
export const hasPythonOnnx: boolean =
  existsSync(python) && existsSync("/usr/lib/python3/dist-packages/onnx/__init__.py");

const script = `
import json, sys, onnx

def refusal(path):
    try:
        onnx.checker.check_model(path, full_check=True)
        model = onnx.load(path)
        onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)
    except Exception as error:
        return f"{type(error).__name__}: {error}"

json.dump([refusal(path) for path in json.load(sys.stdin)], sys.stdout)`;

/**
 * Checks files with ONNX's own checker: the full check, and strict shape inference with types and data. One process
 * for all of them, since each takes half a second to start.
 *
 * @returns why each file is refused, null for one that is accepted, in the order of `paths`
 */
export function pythonRefusals(paths: readonly string[]): readonly (string | null)[] {
  const output = execFileSync(python, ["-c", script], {
    input: JSON.stringify(paths),
    encoding: "utf8",
    stdio: ["pipe", "pipe", "ignore"],
    maxBuffer: 2 ** 24,
  });
  return JSON.parse(output) as (string | null)[];
}
