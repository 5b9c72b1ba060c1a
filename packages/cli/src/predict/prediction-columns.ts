import {
  PolyheadError,
  quantilesOf,
  type AnyRegression,
  type ModelShape,
  type Prediction,
  type TaskSpec,
} from "@polyhead/spec";

/** What a cell of a file of predictions holds. */
export type PredictionCell = string | number;

type Value = Extract<Prediction, { value: number }>;

/**
 * The columns of a file of predictions after its first one, task by task: `income`, `income_probability`.
 *
 * @param first the name of the first one
 * @throws PolyheadError `usage` where two would have the same name
 */
export function predictionColumns({ tasks }: Pick<ModelShape, "tasks">, first: string): readonly string[] {
  const columns = Object.entries(tasks).flatMap(([name, task]) => columnsOf(name, task));
  const twice = [first, ...columns].find((name, at, all) => all.indexOf(name) !== at);
  if (twice === undefined) return columns;
  throw new PolyheadError(
    "usage",
    `Columns of a CSV file should have different names; two would be "${twice}". Write .jsonl.`,
    { details: { column: twice } },
  );
}

/** One example's cells in the order of `predictionColumns`. */
export function predictionCells(
  { tasks }: Pick<ModelShape, "tasks">,
  predictions: Readonly<Record<string, Prediction>>,
): readonly PredictionCell[] {
  return Object.keys(tasks).flatMap((name) => {
    const { [name]: prediction } = predictions;
    return prediction === undefined ? [] : cellsOf(prediction);
  });
}

function columnsOf(name: string, task: TaskSpec): readonly string[] {
  switch (task.kind) {
    case "binary":
    case "classification":
    case "ordinal":
      return [name, `${name}_probability`];
    case "regression":
      return (task.names?.map((each) => `${name}_${each}`) ?? [name]).flatMap((each) => [
        each,
        ...spreadOf(task).map((suffix) => `${each}_${suffix}`),
      ]);
    default:
      return [name];
  }
}

function spreadOf(task: AnyRegression): readonly string[] {
  if (task.loss === "gaussian") return ["deviation"];
  return task.loss === "quantile" ? quantilesOf(task).map((quantile) => `q${quantile}`) : [];
}

function cellsOf(prediction: Prediction): readonly PredictionCell[] {
  if ("class" in prediction) return [prediction.class, shortest(prediction.probability)];
  if ("level" in prediction) return [prediction.level, shortest(prediction.probability)];
  if ("labels" in prediction) return [prediction.labels.join("; ")];
  if ("entities" in prediction)
    return [prediction.entities.map(({ type, text }) => `${type}: ${text}`).join("; ")];
  if ("rate" in prediction) return [shortest(prediction.rate)];
  return "values" in prediction ? Object.values(prediction.values).flatMap(figures) : figures(prediction);
}

function figures(prediction: Value): readonly number[] {
  const { value } = prediction;
  if ("deviation" in prediction) return [value, prediction.deviation].map(shortest);
  return [value, ...("quantiles" in prediction ? prediction.quantiles : [])].map(shortest);
}

/** The number with the fewest digits that is the same in float32, which models compute in: 0.9 for 0.8999999761581421. */
function shortest(value: number): number {
  for (let digits = 6; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === Math.fround(value)) return short;
  }
  return value;
}
