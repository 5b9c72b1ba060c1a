import type { Sharing } from "./sharing.ts";

/** One trunk whose features every head reads (Caruana 1993, "Multitask Learning: A Knowledge-Based Source of Inductive Bias"). */
export function hardSharing(): Sharing {
  return {
    kind: "hard",
    build(trunk, inputs, tasks, nextSeed) {
      const features = trunk.build(inputs, "trunk", nextSeed);
      return tasks.map(() => features);
    },
  };
}
