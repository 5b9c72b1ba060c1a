import {
  inputShape,
  inputType,
  PolyheadError,
  type AxisLength,
  type InputType,
  type Manifest,
} from "@polyhead/spec";
import { decoderOf } from "./decode/registry.ts";
import type { Session } from "./session.ts";
import type { TensorInfo } from "./tensor.ts";

/**
 * Checks that the graph takes and gives what the manifest says: types, and shapes with the batch first and free.
 *
 * @throws PolyheadError `manifest-invalid`
 */
export function checkManifest(manifest: Manifest, session: Session): void {
  for (const [name, spec] of Object.entries(manifest.inputs)) {
    checkTensor("input", name, inputShape(spec), session.inputs, inputType(spec));
  }
  for (const [name, task] of Object.entries(manifest.tasks)) {
    checkTensor("output", name, decoderOf(task).shape(task), session.outputs);
  }
  const unknown = session.inputs.find(({ name }) => !Object.hasOwn(manifest.inputs, name));
  if (unknown !== undefined) {
    throw mismatch(`describe every input of the graph; "${unknown.name}" is not in it`, {
      input: unknown.name,
    });
  }
}

function checkTensor(
  side: "input" | "output",
  name: string,
  shape: readonly AxisLength[],
  infos: readonly TensorInfo[],
  type: InputType = "float32",
): void {
  const info = infos.find((candidate) => candidate.name === name);
  const expected = `${type} [batch${shape.map((length) => `, ${length ?? "any length"}`).join("")}]`;
  const received =
    info === undefined ? "the graph has none of that name" : `it is ${info.type} [${info.shape.join(", ")}]`;
  if (info === undefined || info.type !== type || !fits(info.shape, shape)) {
    throw mismatch(`fit its graph: ${side} "${name}" should be ${expected}; ${received}`, {
      [side]: name,
      expected,
    });
  }
}

/** A graph may leave sizes free that the manifest fixes, never the other way around. */
function fits(graph: TensorInfo["shape"], shape: readonly AxisLength[]): boolean {
  const [batch, ...rest] = graph;
  return (
    typeof batch === "string" &&
    rest.length === shape.length &&
    rest.every((dimension, axis) => typeof dimension === "string" || dimension === shape[axis])
  );
}

function mismatch(rule: string, details: Record<string, unknown>): PolyheadError {
  return new PolyheadError(
    "manifest-invalid",
    `The model's manifest should ${rule}. Export the model again.`,
    { details },
  );
}
