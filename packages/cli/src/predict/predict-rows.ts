import type { Model } from "@polyhead/runtime";
import { messageOf, PolyheadError, type Example, type Inputs, type Prediction } from "@polyhead/spec";
import type { NamedPredictions } from "../terminal/predictions-table.ts";

/** Rows that are predicted at a time. */
const BATCH = 256;

/**
 * Predicts from the rows of a file in their order, a batch at a time.
 *
 * @throws PolyheadError what reading throws; `data-invalid` for a value that does not fit the model, with its place; `interrupted`
 */
export async function* predictRows(
  model: Model,
  rows: AsyncIterable<Example>,
  signal: AbortSignal,
): AsyncGenerator<readonly NamedPredictions[]> {
  let done = 0;
  for await (const batch of batches(rows)) {
    if (signal.aborted)
      throw new PolyheadError(
        "interrupted",
        `Predicting was interrupted after ${done.toLocaleString("en")} rows.`,
        { details: { done } },
      );
    const predictions = await predicted(model, batch);
    yield batch.map(({ place = "" }, index) => ({
      source: place,
      row: Number(/\d+$/.exec(place)?.[0]),
      predictions: predictions[index] as Readonly<Record<string, Prediction>>,
    }));
    done += batch.length;
  }
}

async function predicted(model: Model, batch: readonly Example[]): ReturnType<Model["predictBatch"]> {
  try {
    return await model.predictBatch(batch.map(({ inputs }) => inputs as Inputs));
  } catch (cause) {
    if (!(cause instanceof PolyheadError) || typeof cause.details["example"] !== "number") throw cause;
    const place = batch[cause.details["example"]]?.place;
    throw new PolyheadError("data-invalid", `${place}: ${messageOf(cause.cause)}`, {
      cause,
      details: { ...cause.details, place },
    });
  }
}

async function* batches(rows: AsyncIterable<Example>): AsyncGenerator<readonly Example[]> {
  let batch: Example[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
