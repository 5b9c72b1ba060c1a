import * as v from "valibot";
import { distinctStrings } from "../name.ts";
import { validate } from "../validate.ts";

/** Most kinds of entities that one task may have. */
const MAX_ENTITIES = 10_000;

/** A tag a word; the graph's output is `[batch, length, tags]` probabilities. */
export interface TaggingTask<Entity extends string = string> {
  readonly kind: "tagging";
  /** "BIO": B begins an entity, I is inside it, O is outside of any (as CoNLL-2002) */
  readonly scheme: "BIO";
  readonly entities: readonly Entity[];
}

export type Tag<Entity extends string = string> = "O" | `B-${Entity}` | `I-${Entity}`;

/** A word of the text, as it stands there. */
export interface TaggedWord<Entity extends string = string> {
  readonly text: string;
  /** where it stands in the text, in UTF-16 units; of a list of words, in them joined by spaces */
  readonly start: number;
  readonly end: number;
  /** the most probable tag */
  readonly tag: Tag<Entity>;
  /** its probability, 0 to 1 */
  readonly probability: number;
}

/** Words that together name something. */
export interface TaggedEntity<Entity extends string = string> {
  readonly type: Entity;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** of its least probable tag, 0 to 1 */
  readonly probability: number;
}

/** What a tagging task predicts for one text. */
export interface TaggingPrediction<Entity extends string = string> {
  /** in order, without those after the longest text that the model reads */
  readonly words: readonly TaggedWord<Entity>[];
  readonly entities: readonly TaggedEntity<Entity>[];
}

export const taggingEntries: {
  kind: v.GenericSchema<"tagging">;
  scheme: v.GenericSchema<"BIO">;
  entities: v.GenericSchema<readonly string[]>;
} = {
  kind: v.literal("tagging"),
  scheme: v.literal("BIO"),
  entities: distinctStrings(1, MAX_ENTITIES),
};

/**
 * Declares a task that finds entities in a text: it gives each word a tag. A label is a list of tags, one a word, or those
 * joined by spaces; null stands for a tag that is not known.
 *
 * @param options.entities what there is to find: `["city", "date"]` for the tags O, B-city, I-city, B-date and I-date
 * @throws PolyheadError `config-invalid`
 */
export function tagging<const Entity extends string>(options: {
  entities: readonly Entity[];
  scheme?: "BIO";
}): TaggingTask<Entity> {
  const task = { scheme: "BIO" as const, ...options, kind: "tagging" as const };
  validate(v.strictObject(taggingEntries), task, "tagging()", "config-invalid");
  return task;
}

/** The tags of a task in the order of its output: O, then B and I of each entity. */
export function tagsOf<Entity extends string>({ entities }: TaggingTask<Entity>): Tag<Entity>[] {
  return ["O", ...entities.flatMap((entity) => [`B-${entity}`, `I-${entity}`] as const)];
}

/** Entities within a row of tags. */
export interface TagSpan {
  /** place among the task's entities */
  readonly entity: number;
  /** first word */
  readonly start: number;
  /** after the last word */
  readonly end: number;
}

/**
 * The entities that tags spell, as conlleval reads them: one begins with B, and with I where the word before has no tag of
 * the same entity.
 *
 * @param tags places in `tagsOf`
 */
export function tagSpans(tags: ArrayLike<number>): TagSpan[] {
  const spans: TagSpan[] = [];
  let open: { entity: number; start: number } | undefined;
  for (let at = 0; at <= tags.length; at++) {
    const tag = tags[at] ?? 0;
    const entity = (tag - 1) >> 1;
    const goes = open !== undefined && isInside(tag) && entity === open.entity;
    if (goes) continue;
    if (open !== undefined) spans.push({ ...open, end: at });
    open = tag === 0 ? undefined : { entity, start: at };
  }
  return spans;
}

function isInside(tag: number): boolean {
  return tag > 0 && tag % 2 === 0;
}
