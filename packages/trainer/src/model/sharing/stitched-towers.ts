import type { LayersModel, SymbolicTensor } from "@tensorflow/tfjs-layers";
import { repeatedSeeds } from "./repeated-seeds.ts";
import type { SharingParts } from "./sharing.ts";

/**
 * A tower for each task, all starting equal, whose features are combined after every block.
 *
 * @param combine the features that one task reads on, of all towers' features; `name` starts its layers' names
 */
export function stitchedTowers(
  { trunk, tasks, nextSeed }: SharingParts,
  combine: (features: readonly SymbolicTensor[], task: number, name: string) => SymbolicTensor,
): readonly SymbolicTensor[] {
  const seeds = repeatedSeeds(nextSeed);
  const streams = tasks.map(() => seeds());
  return trunk.blocks.reduce<readonly SymbolicTensor[]>((features, block, index) => {
    const own = tasks.map((task, at) => {
      const stem = features[at] ?? trunk.stem;
      return block(`tower/${task}`, streams[at] ?? nextSeed)(stem);
    });
    return tasks.map((task, at) => combine(own, at, stitchName(index, task)));
  }, []);
}

/** The name of what combines features after a block for a task. */
export function stitchName(block: number, task: string): string {
  return `stitch${block + 1}/${task}`;
}

/** What a task's own features weigh at first, and those of each other task: they sum to 1. */
export function startingWeights(own: number, task: number, tasks: number): number[] {
  const others = (1 - own) / Math.max(tasks - 1, 1);
  return Array.from({ length: tasks }, (_, other) => (tasks === 1 ? 1 : other === task ? own : others));
}

/** The blocks of a model after which features are combined. */
export function stitchedBlocks(model: LayersModel, tasks: readonly string[]): number[] {
  const names = new Set(model.layers.map(({ name }) => name));
  const blocks: number[] = [];
  while (names.has(stitchName(blocks.length, tasks[0] ?? ""))) blocks.push(blocks.length);
  return blocks;
}
