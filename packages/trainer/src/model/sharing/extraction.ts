import { layers, type LayersModel, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { PolyheadError } from "@polyhead/spec";
import type { Tensor } from "@tensorflow/tfjs-core";
import { connect } from "../connect.ts";
import { chain, type Block } from "../trunks/trunk.ts";
import { meanOutputs } from "./mean-outputs.ts";
import { gate, mix } from "./mixture.ts";
import { numbered, transposed, type SharingMatrix, type SharingReport } from "./report.ts";
import type { Sharing, SharingParts } from "./sharing.ts";

/** How many experts every level has. */
interface Experts {
  /** for each task alone */
  readonly specific: number;
  /** for all tasks */
  readonly shared: number;
}

/** What one level hands to the next; `shared` is missing after the last. */
interface Extracted {
  readonly own: readonly SymbolicTensor[];
  readonly shared: SymbolicTensor | undefined;
}

/**
 * Levels of experts, each a run of the trunk's blocks: a task's gate mixes its own and the shared experts of a level, the
 * shared gate, but for the last level, mixes all of them; the next level's experts and gates read what was mixed.
 */
export function progressiveExtraction(kind: string, levels: number | undefined, experts: Experts): Sharing {
  return {
    kind,
    options: { levels, specificExperts: experts.specific, sharedExperts: experts.shared },
    build(parts) {
      const { trunk, tasks } = parts;
      const runs = splitIntoLevels(trunk.blocks, levels ?? Math.min(2, trunk.blocks.length), kind);
      const start: Extracted = { own: tasks.map(() => trunk.stem), shared: trunk.stem };
      return runs.reduce((before, blocks, index) => {
        const last = index === runs.length - 1;
        return extract(parts, experts, { number: index + 1, blocks, last }, before);
      }, start).own;
    },
    inspect: (model, tasks, inputs) => inspect(kind, experts, model, tasks, inputs),
  };
}

interface Level {
  /** from 1 */
  readonly number: number;
  readonly blocks: readonly Block[];
  readonly last: boolean;
}

function extract(
  { trunk, tasks, nextSeed }: SharingParts,
  experts: Experts,
  { number, blocks, last }: Level,
  before: Extracted,
): Extracted {
  const level = `level${number}`;
  const { shared: sharedBefore = trunk.stem } = before;
  const own = tasks.map((task, at) => ({ name: `/${task}`, features: before.own[at] ?? trunk.stem }));
  const expertsOf = (kind: string, count: number, name: string, features: SymbolicTensor): SymbolicTensor[] =>
    Array.from({ length: count }, (_, at) =>
      chain(blocks, `${level}/${kind}${at + 1}${name}`, nextSeed)(features),
    );
  const gated = (
    name: string,
    features: SymbolicTensor,
    among: readonly SymbolicTensor[],
  ): SymbolicTensor => {
    const pool = trunk.pool ?? pooled;
    const read = number === 1 ? trunk.flat : pool(features, `${level}/pool${name}`);
    const weights = gate(read, among.length, `${level}/gate${name}`, nextSeed);
    return mix(weights, among, `${level}/mixture${name}`);
  };
  const shared = expertsOf("shared", experts.shared, "", sharedBefore);
  const specific = own.map(({ name, features }) => expertsOf("specific", experts.specific, name, features));
  return {
    own: own.map(({ name, features }, at) => gated(name, features, [...(specific[at] ?? []), ...shared])),
    shared: last ? undefined : gated("", sharedBefore, [...specific.flat(), ...shared]),
  };
}

/** Runs of blocks as even as they can be, the longer ones first. */
function splitIntoLevels(blocks: readonly Block[], levels: number, kind: string): Block[][] {
  if (levels > blocks.length) {
    throw new PolyheadError(
      "config-invalid",
      `${kind}({ levels }) should be at most the number of the trunk's blocks, ${blocks.length}; received ${levels}. Take fewer levels or a deeper trunk.`,
      { details: { option: "levels", received: levels, blocks: blocks.length } },
    );
  }
  const runs: Block[][] = Array.from({ length: levels }, () => []);
  for (const [index, block] of blocks.entries())
    runs[Math.floor((index * levels) / blocks.length)]?.push(block);
  return runs;
}

/** Features of any rank as `[batch, channels]`: the mean over their positions. */
function pooled(features: SymbolicTensor, name: string): SymbolicTensor {
  if (features.rank === 2) return features;
  if (features.rank === 3) return connect(layers.globalAveragePooling1d({ name }), features);
  return connect(layers.globalAveragePooling2d({ name }), features);
}

async function inspect(
  kind: string,
  experts: Experts,
  model: LayersModel,
  tasks: readonly string[],
  inputs: readonly Tensor[],
): Promise<SharingReport> {
  const names = new Set(model.layers.map(({ name }) => name));
  const matrices: SharingMatrix[] = [];
  for (let level = 1; names.has(`level${level}/gate/${tasks[0] ?? ""}`); level++) {
    const gates = [...tasks.map((task) => `/${task}`), ""].map((gate) => `level${level}/gate${gate}`);
    const present = gates.filter((name) => names.has(name));
    const means = await meanOutputs(model, present, inputs);
    matrices.push(levelMatrix(level, experts, tasks, means));
  }
  return { kind, matrices };
}

/** @param gates mean weights: of each task's own experts and the shared ones; of all experts for the shared gate */
function levelMatrix(
  level: number,
  { specific, shared }: Experts,
  tasks: readonly string[],
  gates: readonly (readonly number[])[],
): SharingMatrix {
  const none = Array.from({ length: specific }, () => 0);
  const columns = gates.map((weights, gated) => {
    if (gated === tasks.length) return weights;
    const own = weights.slice(0, specific);
    return [...tasks.flatMap((_, owner) => (owner === gated ? own : none)), ...weights.slice(specific)];
  });
  return {
    name: `level ${level}`,
    quantity: "mean gate weight, 0 to 1",
    rows: [...tasks.flatMap((task) => numbered(task, specific)), ...numbered("shared", shared)],
    columns: [...tasks, "shared"].slice(0, gates.length),
    values: transposed(columns),
  };
}
