// Legend: B batch, D the axes between batch and channels, C channels.
import { layers, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { connect } from "../connect.ts";
import { kernelInitializer } from "../kernel-initializer.ts";
import type { NextSeed } from "../trunks/trunk.ts";
import { batchNormalized } from "./batch-normalized.ts";
import { meanOutputs } from "./mean-outputs.ts";
import type { Sharing } from "./sharing.ts";

/**
 * One trunk for all tasks; after every block each task keeps what its attention lets through,
 * `â_t = a_t ⊙ p`, `a_t = σ(h_t(g_t([p; f(â_t of the block before)])))`: `p` is the block's output, `g` and `h` are 1×1
 * convolutions with batch normalization, ReLU after `g`, and `f`, a second copy of the block, is the same for all tasks.
 *
 * Liu, Johns, Davison 2019, "End-to-End Multi-Task Learning with Attention", equations 1 and 2. There `g` reads the block's
 * first of two convolutions; blocks here may have one layer, so it reads their output.
 */
export function mtan(): Sharing {
  return {
    kind: "mtan",
    options: {},
    build({ trunk, tasks, nextSeed }) {
      let features = trunk.stem;
      let attended: readonly SymbolicTensor[] = [];
      for (const [index, block] of trunk.blocks.entries()) {
        features = block("trunk", nextSeed)(features);
        const shared = features;
        const carry = index === 0 ? undefined : block("attention", nextSeed);
        attended = tasks.map((task, at) => {
          const name = attentionOf(index, task);
          const before = attended[at];
          const read =
            carry === undefined || before === undefined
              ? shared
              : connect(layers.concatenate({ axis: -1, name: `${name}_concatenate` }), [
                  shared,
                  carry(before),
                ]);
          const mask = attention(read, shared.shape.at(-1) ?? 1, name, nextSeed);
          return connect(layers.multiply({ name: `${name}_apply` }), [mask, shared]);
        });
      }
      return attended;
    },
    async inspect(model, tasks, inputs) {
      const names = new Set(model.layers.map(({ name }) => name));
      const rows: number[][] = [];
      while (names.has(attentionOf(rows.length, tasks[0] ?? ""))) {
        const means = await meanOutputs(
          model,
          tasks.map((task) => attentionOf(rows.length, task)),
          inputs,
        );
        rows.push(means.map((channels) => channels.reduce((sum, value) => sum + value, 0) / channels.length));
      }
      return {
        kind: "mtan",
        matrices: [
          {
            name: "attention",
            quantity: "mean attention, 0 to 1",
            rows: rows.map((_, index) => `block ${index + 1}`),
            columns: tasks,
            values: rows,
          },
        ],
      };
    },
  };
}

function attentionOf(block: number, task: string): string {
  return `attention${block + 1}/${task}`;
}

/** `[B, ...D, channels read]` → `[B, ...D, C]`, from 0 to 1. */
function attention(
  features: SymbolicTensor,
  channels: number,
  name: string,
  nextSeed: NextSeed,
): SymbolicTensor {
  const inner = connect(
    layers.reLU({ name: `${name}_relu` }),
    normalizedDense(features, channels, `${name}_inner`, nextSeed),
  );
  const outer = normalizedDense(inner, channels, `${name}_outer`, nextSeed);
  return connect(layers.activation({ activation: "sigmoid", name }), outer);
}

/** A dense layer over the last axis, which is a 1×1 convolution, and batch normalization. */
function normalizedDense(
  features: SymbolicTensor,
  units: number,
  name: string,
  nextSeed: NextSeed,
): SymbolicTensor {
  const dense = layers.dense({
    units,
    useBias: false,
    kernelInitializer: kernelInitializer(nextSeed()),
    name,
  });
  return batchNormalized(connect(dense, features), `${name}_norm`);
}
