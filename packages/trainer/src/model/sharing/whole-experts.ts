import type { Tensor } from "@tensorflow/tfjs-core";
import type { LayersModel, SymbolicTensor } from "@tensorflow/tfjs-layers";
import { chain } from "../trunks/trunk.ts";
import { meanOutputs } from "./mean-outputs.ts";
import { mix } from "./mixture.ts";
import { numbered, transposed, type SharingReport } from "./report.ts";
import type { SharingParts } from "./sharing.ts";

/**
 * Whole trunks as experts of every task.
 *
 * @param gate of a task, `[batch, experts]`; its layer's name is `gateOf(task)`
 */
export function wholeExperts(
  { trunk, tasks, nextSeed }: SharingParts,
  experts: number,
  gate: (task: string) => SymbolicTensor,
): readonly SymbolicTensor[] {
  const features = Array.from({ length: experts }, (_, index) =>
    chain(trunk.blocks, `expert${index + 1}`, nextSeed)(trunk.stem),
  );
  return tasks.map((task) => mix(gate(task), features, `mixture/${task}`));
}

export function gateOf(task: string): string {
  return `gate/${task}`;
}

/** How much each task takes of each expert, as its gate says on the mean over examples. */
export async function expertReport(
  kind: string,
  model: LayersModel,
  tasks: readonly string[],
  inputs: readonly Tensor[],
): Promise<SharingReport> {
  const values = transposed(await meanOutputs(model, tasks.map(gateOf), inputs));
  const rows = numbered("expert", values.length);
  return {
    kind,
    matrices: [{ name: "experts", quantity: "mean gate weight, 0 to 1", rows, columns: tasks, values }],
  };
}
