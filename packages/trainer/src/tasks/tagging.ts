// B examples in a batch, L tokens, C tags
import {
  PolyheadError,
  taggedText,
  tagsOf,
  tagSpans,
  textSpans,
  type Label,
  type TaggingTask,
} from "@polyhead/spec";
import {
  add,
  argMax,
  cast,
  expandDims,
  greater,
  logSoftmax,
  max,
  mul,
  neg,
  notEqual,
  oneHot,
  onesLike,
  sub,
  sum,
  tensor2d,
  tidy,
} from "@tensorflow/tfjs-core";
import { layers, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { rowAt } from "../data/rows.ts";
import { entityMetrics, taggedRows } from "../metrics/entity-metrics.ts";
import { indexOfLargest } from "../metrics/index-of-largest.ts";
import { softmax } from "../metrics/softmax.ts";
import { kernelInitializer } from "../model/kernel-initializer.ts";
import type { TaskKind } from "./task-kind.ts";

/** A tag for each word of a text: cross-entropy over the words that have one. */
export const taggingKind: TaskKind<TaggingTask, TaggingTask> = {
  likelihood: () => "categorical",
  primaryMetric: "f1",
  deltaMetric: { metric: "f1", higherIsBetter: true },

  head(features, task, name, seed) {
    if (features.rank !== 3)
      throw new PolyheadError(
        "config-invalid",
        `The head "${name}" tags words, so that the trunk must give features for each; it gives ${features.rank === 2 ? "one vector a text" : "none"}. Use a trunk over text: biLstm(), textCnn(), transformer() or wordBag().`,
        { details: { head: name, rank: features.rank } },
      );
    return layers
      .dense({ units: tagsOf(task).length, kernelInitializer: kernelInitializer(seed), name })
      .apply(features) as SymbolicTensor; // [B, L, C]
  },

  labelWidth: () => undefined,

  encodeLabel(task, label, name) {
    const known = numbersOf(task);
    return tagList(label).map((tag) => {
      if (tag === null || tag === "") return Number.NaN;
      const number = known.get(String(tag));
      if (number !== undefined) return number;
      throw new PolyheadError(
        "data-invalid",
        `Tag "${String(tag)}" of task "${name}" should be O, or B- or I- with one of its ${task.entities.length} entities: ${list(task.entities)}.`,
        { details: { task: name, tag, entities: task.entities } },
      );
    });
  },

  checkLabel(name, label, shape, { inputs }) {
    const { name: input, spec } = taggedText(shape);
    const words = textSpans(spec, inputs[input], input).length;
    if (Math.min(label.length, spec.maxLength) === words) return;
    throw new PolyheadError(
      "data-invalid",
      `Label of task "${name}" should have a tag for each word of "${input}", ${words}; it has ${label.length}. Give the text as the list of words that were tagged, or split it as they were: text({ tokens: words({ split: "spaces" }) }).`,
      { details: { task: name, input, words, tags: label.length } },
    );
  },

  fit: (task) => ({ add: () => undefined, finish: () => task }),

  targets(_, labels, _gaps, length = 1) {
    const size = labels.count * length;
    const [values, weights] = [new Int32Array(size), new Float32Array(size)];
    for (let row = 0; row < labels.count; row++) {
      for (const [at, tag] of rowAt(labels, row).subarray(0, length).entries()) {
        if (Number.isNaN(tag)) continue;
        values[row * length + at] = tag;
        weights[row * length + at] = 1;
      }
    }
    const shape: [number, number] = [labels.count, length];
    return { values: tensor2d(values, shape, "int32"), weights: tensor2d(weights, shape) };
  },

  // [B, L]
  losses: (task, logits, values) =>
    neg(sum(mul(cast(oneHot(values, tagsOf(task).length), "float32"), logSoftmax(logits)), -1)),

  predictions: (task, logits) => softmax(logits, tagsOf(task).length),

  right: (task, predictions, { values, starts }) =>
    taggedRows(predictions, values, starts, tagsOf(task).length).map(({ predicted, right }) =>
      right.every((tag, at) => tag === predicted[at]),
    ),

  metrics: (task) => entityMetrics(tagsOf(task).length),

  details: () => ({ add: () => undefined, values: () => ({}) }),

  unit: () => undefined,

  /** The logits of the entities' tags, all together; of a text without an entity those of all its words. */
  score: {
    weights: (_, logits, tokens) =>
      tidy(() => {
        const best = argMax(logits, -1); // [B, L]
        const words = tokens === undefined ? onesLike(best) : cast(notEqual(tokens, 0), "int32");
        const inside = mul(words, cast(greater(best, 0), "int32"));
        const found = max(inside, 1, true); // [B, 1]
        const chosen = add(inside, mul(sub(1, found), words));
        return mul(oneHot(best, logits.shape.at(-1) ?? 1), expandDims(cast(chosen, "float32"), -1));
      }),
    offset: () => 0,
    unit: () => "logits",
    prediction(task, logits, words) {
      const { length: count } = tagsOf(task);
      const best = words.map((__, at) => indexOfLargest(logits, at * count, count));
      return entityText(task, best, words);
    },
    label: (task, tags, words) => (tags.length === 0 ? "–" : entityText(task, tags, words)),
  },
};

/** Entities and what they are, for people. @param tags places in `tagsOf` */
function entityText({ entities }: TaggingTask, tags: ArrayLike<number>, words: readonly string[]): string {
  const found = tagSpans(tags).map(
    ({ entity, start, end }) => `${entities[entity] ?? ""} “${words.slice(start, end).join(" ")}”`,
  );
  return found.length === 0 ? "no entity" : found.join(", ");
}

const numbers = new WeakMap<TaggingTask, ReadonlyMap<string, number>>();

function numbersOf(task: TaggingTask): ReadonlyMap<string, number> {
  const known = numbers.get(task);
  if (known !== undefined) return known;
  const made = new Map(tagsOf(task).map((tag, index): [string, number] => [tag, index]));
  numbers.set(task, made);
  return made;
}

function tagList(label: Label): readonly (string | number | null)[] {
  if (typeof label === "string") return label.trim().split(/\s+/u);
  return typeof label === "object" ? label : [String(label)];
}

function list(entities: readonly string[]): string {
  return entities.length > 12 ? `${entities.slice(0, 12).join(", ")}, …` : entities.join(", ");
}
