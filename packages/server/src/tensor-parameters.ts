import { quantilesOf, tagsOf, type FittedInput, type FittedTask } from "@polyhead/spec";

/** What a tensor stands for, beyond its datatype and shape. */
export type TensorParameters = Readonly<
  Record<string, string | number | readonly string[] | readonly number[]>
>;

type ByKind<S extends { readonly kind: string }> = {
  readonly [K in S["kind"]]: (spec: Extract<S, { kind: K }>) => TensorParameters;
};

const inputs: ByKind<FittedInput> = {
  categorical: ({ columns }) => ({ columns }),
  dates: ({ columns }) => ({ columns }),
  image: () => ({}),
  numeric: ({ columns, missing }) => ({ columns, ...(missing !== undefined && { missing }) }),
  text: ({ maxLength }) => ({ max_length: maxLength }),
};

const outputs: ByKind<FittedTask> = {
  binary: ({ positive, negative }) => ({ positive, negative }),
  classification: ({ classes }) => ({ classes }),
  count: () => ({}),
  multiLabel: ({ labels }) => ({ labels }),
  ordinal: ({ levels }) => ({ levels }),
  regression: (task) => ({
    ...(task.unit !== undefined && { unit: task.unit }),
    ...(task.names !== undefined && { names: task.names }),
    ...(task.loss === "quantile" && { quantiles: quantilesOf(task) }),
    ...(task.loss === "gaussian" && { figures: ["mean", "standard deviation"] }),
  }),
  tagging: (task) => ({ tags: tagsOf(task) }),
};

/** What a model's manifest says of an input that clients need: what its columns are, how much of a text is read. */
export function inputParameters(spec: FittedInput): TensorParameters {
  return { kind: spec.kind, ...of(inputs, spec) };
}

/** What the numbers along the axes of a task's output are, in their order. */
export function outputParameters(task: FittedTask): TensorParameters {
  return { kind: task.kind, ...of(outputs, task) };
}

function of<S extends { readonly kind: string }>(table: ByKind<S>, spec: S): TensorParameters {
  // The table's type ties each kind to its function; an index by a type parameter loses that tie.
  return (table[spec.kind as S["kind"]] as unknown as (spec: S) => TensorParameters)(spec);
}
