// L words, C tags.
import { tagsOf, tagSpans, type TaggingPrediction, type TaggingTask, type TextSpan } from "@polyhead/spec";
import type { Decoder } from "./decoder.ts";

/** Probabilities `[B, L, C]` to a tag for each word, and the entities that tags spell. */
export const taggingDecoder: Decoder<TaggingTask> = {
  shape: (task) => [null, tagsOf(task).length],
  reader: (task) => {
    const tags = tagsOf(task);
    return (data, index, { length, words, text }) => {
      const spans = words();
      const start = index * length * tags.length;
      const best = spans.map((_, at) => largest(data, start + at * tags.length, tags.length));
      return {
        words: spans.map((span, at) => ({
          ...span,
          tag: tags[best[at]?.tag ?? 0] ?? "O",
          probability: best[at]?.probability ?? Number.NaN,
        })),
        entities: entities(task, spans, best, text),
      };
    };
  },
};

interface Best {
  readonly tag: number;
  readonly probability: number;
}

function largest(data: Float32Array, start: number, count: number): Best {
  let tag = 0;
  for (let other = 1; other < count; other++)
    if ((data[start + other] ?? 0) > (data[start + tag] ?? 0)) tag = other;
  return { tag, probability: data[start + tag] ?? Number.NaN };
}

function entities(
  task: TaggingTask,
  words: readonly TextSpan[],
  best: readonly Best[],
  text: (start: number, end: number) => string,
): TaggingPrediction["entities"] {
  return tagSpans(best.map(({ tag }) => tag)).map(({ entity, start: first, end: after }) => {
    const [start, end] = [words[first]?.start ?? 0, words[after - 1]?.end ?? 0];
    const probability = Math.min(...best.slice(first, after).map((tag) => tag.probability));
    return { type: task.entities[entity] ?? "", text: text(start, end), start, end, probability };
  });
}
