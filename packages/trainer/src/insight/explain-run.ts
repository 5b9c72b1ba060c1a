import { PolyheadError, type Example } from "@polyhead/spec";
import type { BackendName } from "../engine/backend-candidate.ts";
import { chooseBackend } from "../engine/choose-backend.ts";
import { allPlaces } from "../data/row-set.ts";
import { readDataset } from "../fit/dataset.ts";
import { loadRun } from "../fit/run.ts";
import { explainExamples, type ExplainedExample } from "./explain-examples.ts";
import type { ExplanationEvent } from "./explanation-events.ts";

/** Something to be explained. */
export interface ExampleToExplain {
  /** where it is from, for people */
  readonly source: string;
  readonly inputs: Example["inputs"];
  /** where they are known */
  readonly labels?: Example["labels"];
}

/** What each task's prediction of some examples rests on. */
export interface Explanation {
  /** of the model */
  readonly name: string;
  readonly examples: readonly SourcedExplanation[];
}

export interface SourcedExplanation extends ExplainedExample {
  /** where the example is from */
  readonly source: string;
}

export interface ExplainRunOptions {
  /** default: the best engine that starts */
  readonly backend?: BackendName | undefined;
  readonly onEvent?: (event: ExplanationEvent) => void;
  /** examples whose mean stands for the mean example, where inputs are looked up in tables; by default all that are explained */
  readonly reference?: readonly ExampleToExplain[];
  /** Ends it after the current example. */
  readonly signal?: AbortSignal;
}

/**
 * Explains what a run's best weights predict of some examples: integrated gradients of
 * pixels, columns and words, and Grad-CAM for pictures.
 *
 * @throws PolyheadError `file-missing` or `file-invalid` for what is no run; `data-invalid` for examples that do not fit its
 *   inputs; `interrupted`
 */
export async function explainRun(
  directory: string,
  examples: readonly ExampleToExplain[],
  { backend, onEvent, reference = examples, signal }: ExplainRunOptions = {},
): Promise<Explanation> {
  const choice = await chooseBackend(backend === undefined ? {} : { prefer: backend });
  const { summary, model } = await loadRun(directory);
  onEvent?.({ type: "engine", choice });
  const total = examples.length;
  const explained: SourcedExplanation[] = [];
  try {
    const { spec } = summary;
    const dataset = await readDataset(spec, [...examples, ...reference].map(withPlace), "given");
    const places = allPlaces(dataset.count);
    for (const [at, { source }] of examples.entries()) {
      onEvent?.({ type: "progress", done: at, total });
      if (signal?.aborted === true) {
        onEvent?.({ type: "interrupted" });
        throw interrupted(at, total);
      }
      const parts = { rows: places.subarray(at, at + 1), reference: places.subarray(total) };
      const [own] = await explainExamples({ model, spec, dataset, ...parts });
      explained.push({ source, ...own! });
    }
  } finally {
    model.dispose();
  }
  onEvent?.({ type: "progress", done: total, total });
  return { name: summary.name, examples: explained };
}

/** What does not fit is named by where it is from. */
function withPlace({ source, inputs, labels = {} }: ExampleToExplain): Example {
  return { inputs, labels, place: source };
}

function interrupted(done: number, total: number): PolyheadError {
  return new PolyheadError(
    "interrupted",
    `Explaining was interrupted after ${done} of ${total} examples; nothing was written.`,
    { details: { done, total } },
  );
}
