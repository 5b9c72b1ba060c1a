// Legend: P parents.
import { softmax, tidy } from "@tensorflow/tfjs-core";
import type { LayersModel, SymbolicTensor } from "@tensorflow/tfjs-layers";
import { aboveZero, share, wholeNumber } from "../check-option.ts";
import { connect } from "../connect.ts";
import { knownOptions } from "../known-options.ts";
import { Branch } from "../layers/branch.ts";
import { numbered, type SharingMatrix } from "./report.ts";
import type { Sharing } from "./sharing.ts";

/** Below this, gradients of the soft choice are too large to learn from. */
const COLDEST = 0.1;

/**
 * Learned branching: every block in several copies, the nodes of a tree; each node, and each task at the end, learns which
 * one node of the block before it reads. While the tree is searched for, a choice is drawn by Gumbel-softmax in every step,
 * at a temperature that falls with the square root of the steps; then the likeliest tree is settled on, and the rest of the
 * run trains that tree alone. What is predicted with and exported is the likeliest tree.
 *
 * Guo, Lee, Ulbricht 2020, "Learning to Branch for Multi-Task Learning". The paper trains the chosen tree anew; here it goes on
 * from the weights that the search left. A tree that is drawn to the end never trains as the one network that predicts.
 *
 * @param options.nodes copies of every block; default one for each task, but at least 2
 * @param options.temperature of the first step; default 10, down to 0.1
 * @param options.search share of the run's steps in which the tree is searched for; default ⅓
 * @throws PolyheadError `config-invalid`
 */
export function ltb(options: { nodes?: number; temperature?: number; search?: number } = {}): Sharing {
  knownOptions(options, ["nodes", "temperature", "search"], "ltb()");
  const given = options.nodes === undefined ? undefined : wholeNumber("ltb({ nodes })", options.nodes, 2);
  const search = share("ltb({ search })", options.search ?? 1 / 3);
  const temperature = aboveZero("ltb({ temperature })", options.temperature ?? 10);
  return {
    kind: "ltb",
    options: { nodes: given, temperature, search },
    build({ trunk, tasks, nextSeed }) {
      const nodes = numbered("node", given ?? Math.max(2, tasks.length));
      const choose = (parents: readonly SymbolicTensor[], name: string): SymbolicTensor =>
        connect(new Branch({ seed: nextSeed(), name }), parents);
      const leaves = trunk.blocks.reduce<readonly SymbolicTensor[]>(
        (parents, block, level) =>
          nodes.map((_, at) => {
            const features =
              parents.length === 0 ? trunk.stem : choose(parents, `branch${level + 1}/node${at + 1}`);
            return block(`node${at + 1}`, nextSeed)(features);
          }),
        [],
      );
      return tasks.map((task) => choose(leaves, `branch/${task}`));
    },
    beforeStep(model, step, steps) {
      const searched = Math.ceil(steps * search);
      const now = Math.max(COLDEST, temperature / Math.sqrt(step + 1));
      for (const branch of branchesOf(model)) {
        if (step < searched) branch.draw(step, now);
        else branch.settle();
      }
    },
    async inspect(model, tasks) {
      const names = new Set(branchesOf(model).map(({ name }) => name));
      const matrices: SharingMatrix[] = [];
      for (let level = 2; names.has(`branch${level}/node1`); level++) {
        const own = [...names].filter((name) => name.startsWith(`branch${level}/`));
        const nodes = own.map((_, at) => `branch${level}/node${at + 1}`);
        matrices.push(
          await choiceMatrix(model, `block ${level}`, numbered(`block ${level} node`, own.length), nodes),
        );
      }
      const heads = tasks.map((task) => `branch/${task}`);
      return { kind: "ltb", matrices: [...matrices, await choiceMatrix(model, "heads", tasks, heads)] };
    },
  };
}

function branchesOf(model: LayersModel): Branch[] {
  return model.layers.filter((layer) => layer instanceof Branch);
}

async function choiceMatrix(
  model: LayersModel,
  name: string,
  rows: readonly string[],
  branches: readonly string[],
): Promise<SharingMatrix> {
  const values = await Promise.all(
    branches.map(async (branch) => {
      const probabilities = tidy(() => softmax((model.getLayer(branch) as Branch).getWeights()[0] ?? []));
      const data = [...(await probabilities.data())];
      probabilities.dispose();
      return data;
    }),
  );
  const columns = numbered("parent", values[0]?.length ?? 0);
  return { name, quantity: "probability of reading the column's node, 0 to 1", rows, columns, values };
}
