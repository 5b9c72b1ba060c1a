import "@tensorflow/tfjs-backend-cpu";
import {
  cast,
  engine,
  findBackend,
  floor,
  greater,
  randomUniform,
  setBackend,
  tidy,
  type DataType,
  type NamedAttrMap,
  type Tensor,
} from "@tensorflow/tfjs-core";
import { registerOnnxRuntimeBackend } from "../register.ts";

registerOnnxRuntimeBackend({ force: true, threads: 2, smallOutput: 0 });
// Its first tensor would print an advertisement for tfjs-node.
Reflect.set(findBackend("cpu"), "firstUse", false);

type Inputs = Readonly<Record<string, Tensor>> | readonly Tensor[];

/** Uniform in [−1, 1) for floats, else the integers −4 to 4, or both booleans; the same on every backend. */
export function random(shape: readonly number[], dtype: DataType = "float32", seed: number = 1): Tensor {
  const limit = dtype === "float32" ? 1 : dtype === "bool" ? 0 : 4;
  const floats = randomUniform(
    shape as [number],
    -limit,
    limit + (dtype === "float32" ? 0 : 1),
    "float32",
    seed,
  );
  if (dtype === "float32") return floats;
  return dtype === "bool" ? greater(floats, 0.5) : cast(floor(floats), "int32");
}

/** Runs one kernel; `inputs` are made on the backend in use. */
export function kernel(name: string, inputs: Inputs, attrs: NamedAttrMap = {}): Tensor | Tensor[] {
  return engine().runKernel<Tensor | Tensor[]>(name, inputs as unknown as Record<string, Tensor>, attrs);
}

/**
 * Runs a program on ONNX Runtime and on tfjs's JavaScript backend.
 *
 * @returns max |ours − theirs| over max(1, max |theirs|); infinite where shapes or types differ
 */
export async function disagreement(program: () => Tensor | Tensor[]): Promise<number> {
  const theirs = await take("cpu", program);
  const ours = await take("onnxruntime", program);
  const differences = theirs.map((expected, index) => {
    const actual = ours[index];
    if (actual?.shape.join() !== expected.shape.join() || actual.dtype !== expected.dtype) return Infinity;
    return distance(actual.values, expected.values);
  });
  return theirs.length === ours.length ? Math.max(...differences) : Infinity;
}

interface Taken {
  readonly shape: readonly number[];
  readonly dtype: DataType;
  readonly values: readonly number[];
}

async function take(backend: string, program: () => Tensor | Tensor[]): Promise<readonly Taken[]> {
  await setBackend(backend);
  const tensors = [tidy(program)].flat();
  const taken = tensors.map((tensor) => ({
    shape: tensor.shape,
    dtype: tensor.dtype,
    values: [...tensor.dataSync()],
  }));
  for (const tensor of tensors) tensor.dispose();
  return taken;
}

function distance(ours: readonly number[], theirs: readonly number[]): number {
  let largest = 0;
  let scale = 1;
  for (const [index, value] of theirs.entries()) {
    const own = ours[index]!;
    if (Object.is(own, value) || own === value) continue;
    const difference = Math.abs(own - value);
    if (Number.isNaN(difference)) return Infinity;
    largest = Math.max(largest, difference);
    scale = Math.max(scale, Math.abs(value));
  }
  return largest / scale;
}
