import { chain } from "../trunks/trunk.ts";
import type { Sharing } from "./sharing.ts";

/**
 * One trunk whose features every head reads.
 *
 * Caruana 1993, "Multitask Learning: A Knowledge-Based Source of Inductive Bias".
 */
export function hardSharing(): Sharing {
  return {
    kind: "hard",
    options: {},
    build({ trunk, tasks, nextSeed }) {
      const features = chain(trunk.blocks, "trunk", nextSeed)(trunk.stem);
      return tasks.map(() => features);
    },
    inspect: async (_, tasks) => ({
      kind: "hard",
      matrices: [
        {
          name: "trunk",
          quantity: "share of the features, 0 to 1",
          rows: ["trunk"],
          columns: tasks,
          values: [tasks.map(() => 1)],
        },
      ],
    }),
  };
}
