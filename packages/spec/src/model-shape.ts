import * as v from "valibot";
import type { BinaryPrediction, BinaryTask } from "./tasks/binary.ts";
import type { ClassificationPrediction, ClassificationTask } from "./tasks/classification.ts";
import type { CategoricalInput } from "./inputs/categorical.ts";
import type { DatesInput } from "./inputs/dates.ts";
import type { ImageInput } from "./inputs/image.ts";
import type { EncodedImage, PixelArray, Pixels } from "./inputs/encode-image.ts";
import { PolyheadError } from "./error.ts";
import { nameSchema } from "./name.ts";
import type { NumericInput } from "./inputs/numeric.ts";
import type { CountPrediction, CountTask } from "./tasks/count.ts";
import type { MultiLabelPrediction, MultiLabelTask } from "./tasks/multi-label.ts";
import type { OrdinalPrediction, OrdinalTask } from "./tasks/ordinal.ts";
import type { AnyRegression, AnyRegressionPrediction, RegressionTask } from "./tasks/regression.ts";
import type { TextInput } from "./inputs/text/text.ts";
import type { TaggingPrediction, TaggingTask } from "./tasks/tagging.ts";
import { validate } from "./validate.ts";

export type InputSpec = ImageInput | NumericInput | CategoricalInput | DatesInput | TextInput;
export type TaskSpec =
  | AnyRegression
  | BinaryTask
  | ClassificationTask
  | CountTask
  | MultiLabelTask
  | OrdinalTask
  | TaggingTask;

/** Kinds of tasks that have logits, which a graph may give besides their probabilities. */
const KINDS_WITH_LOGITS: ReadonlySet<TaskSpec["kind"]> = new Set(["binary", "classification", "multiLabel"]);

/** Whether a graph may have an output `<task>_logits`. */
export function hasLogits({ kind }: TaskSpec): boolean {
  return KINDS_WITH_LOGITS.has(kind);
}

/** What a model takes and what it predicts: the part of a config that types depend on. */
export interface ModelShape {
  readonly inputs: Readonly<Record<string, InputSpec>>;
  readonly tasks: Readonly<Record<string, TaskSpec>>;
}

/** What `predict` accepts for one input. */
export type InputValue<I extends InputSpec = InputSpec> =
  I extends NumericInput<infer Column>
    ? I extends { readonly missing: "mean" }
      ? RowWithGaps<Column, number>
      : Readonly<Record<Column, number>> | ArrayLike<number>
    : I extends CategoricalInput<infer Column>
      ? RowWithGaps<Column, string | number | boolean>
      : I extends DatesInput<infer Column>
        ? RowWithGaps<Column, string | Date>
        : I extends ImageInput
          ? Pixels | PixelArray | EncodedImage
          : I extends TextInput
            ? string | readonly string[]
            : never;

/** Cells by column name or in the columns' order; null, and a column left out, is a missing one. */
type RowWithGaps<Column extends string, Value> =
  | { readonly [C in Column]?: Value | null | undefined }
  | ArrayLike<Value | null>;

/** What one task predicts for one example. */
export type Prediction<T extends TaskSpec = TaskSpec> =
  T extends ClassificationTask<infer Class>
    ? ClassificationPrediction<Class>
    : T extends BinaryTask<infer Positive, infer Negative>
      ? BinaryPrediction<Positive, Negative>
      : T extends RegressionTask<infer Name, infer Loss>
        ? AnyRegressionPrediction<Name, Loss>
        : T extends MultiLabelTask<infer Name>
          ? MultiLabelPrediction<Name>
          : T extends OrdinalTask<infer Level>
            ? OrdinalPrediction<Level>
            : T extends CountTask
              ? CountPrediction
              : T extends TaggingTask<infer Entity>
                ? TaggingPrediction<Entity>
                : never;

/** One example's inputs by name. */
export type Inputs<M extends ModelShape = ModelShape> = {
  readonly [K in keyof M["inputs"]]: InputValue<M["inputs"][K]>;
};

/** One example's predictions by task. */
export type Predictions<M extends ModelShape = ModelShape> = {
  readonly [K in keyof M["tasks"]]: Prediction<M["tasks"][K]>;
};

/**
 * Checks the names of a model: valid, at least one input and one task, and all different, because each becomes the
 * name of a graph input or output (`label` also reserves `label_logits`).
 *
 * @throws PolyheadError `config-invalid`
 */
export function checkModelShape(name: string, shape: ModelShape): void {
  validate(nameSchema, name, "The model's name", "config-invalid");
  const seen = new Map<string, string>();
  for (const [side, names] of [
    ["input", Object.keys(shape.inputs)],
    ["task", Object.keys(shape.tasks)],
  ] as const) {
    if (names.length === 0) {
      throw new PolyheadError(
        "config-invalid",
        `Model "${name}" should have at least one ${side}; it has none.`,
      );
    }
    for (const key of names) {
      validate(nameSchema, key, `The ${side} name "${key}"`, "config-invalid");
      reserve(seen, key, `${side} "${key}"`);
    }
  }
  for (const [key, task] of Object.entries(shape.tasks)) {
    if (hasLogits(task)) reserve(seen, `${key}_logits`, `the logits of task "${key}"`);
    if (task.kind === "tagging") taggedText(shape);
  }
}

function reserve(seen: Map<string, string>, name: string, owner: string): void {
  const other = seen.get(name);
  if (other !== undefined) {
    throw new PolyheadError(
      "config-invalid",
      `Each input and task needs a name of its own in the graph, but ${other} and ${owner} both take "${name}"; rename one.`,
      { details: { name } },
    );
  }
  seen.set(name, owner);
}

/**
 * The one text whose words a tagging task tags.
 *
 * @throws PolyheadError `config-invalid`
 */
export function taggedText<I extends InputSpec>({
  inputs,
}: {
  readonly inputs: Readonly<Record<string, I>>;
}): { readonly name: string; readonly spec: Extract<I, { kind: "text" }> } {
  const texts = Object.entries(inputs).filter(([, { kind }]) => kind === "text");
  const [name, spec] = texts[0] ?? [];
  if (name !== undefined && texts.length === 1 && spec?.kind === "text" && spec.tokens.kind === "words")
    return { name, spec: spec as Extract<I, { kind: "text" }> };
  throw new PolyheadError(
    "config-invalid",
    `A tagging task needs one text input, of words, to tag; the model has ${texts.length === 1 ? `one of ${spec?.kind === "text" ? spec.tokens.kind : ""}` : texts.length}. Give it one text({ tokens: words() }).`,
    { details: { texts: texts.map(([text]) => text) } },
  );
}

/** A record of named things, each checked. */
export function namedRecord<T>(
  schema: v.GenericSchema<unknown, T>,
): v.GenericSchema<unknown, Record<string, T>> {
  return v.record(nameSchema, schema);
}
