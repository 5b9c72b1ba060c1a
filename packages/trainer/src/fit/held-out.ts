import { PolyheadError, type Example } from "@polyhead/spec";
import { countParts } from "../data/combine.ts";
import type { FixedSource } from "../data/source.ts";
import type { ModelConfig } from "../model/define-model.ts";
import { checkTraining } from "../model/training-options.ts";
import { holdOut } from "./hold-out.ts";

/**
 * A config's data, parted as a run of it parts them: `test` gives examples that no weight was trained on, the test split
 * or, where there is none, the validation rows; `train` gives none of those.
 *
 * @throws PolyheadError `config-invalid` for a config without data or without anything held out
 */
export function heldOut(config: ModelConfig): Required<FixedSource> {
  const { name, data, training = {} } = config;
  const { validationSplit, seed } = checkTraining(training);
  if (data === undefined)
    throw new PolyheadError("config-invalid", `Model "${name}" should have \`data\`; it has none.`);
  const test = data.test?.bind(data);
  if (test !== undefined)
    return { name: data.name, train: () => data.train(config), test: () => test(config) };
  if (validationSplit === 0)
    throw new PolyheadError(
      "config-invalid",
      `Model "${name}" should hold examples out to measure it on; its data have no test split, and \`validationSplit\` is 0.`,
    );
  const rows = async function* (use: "train" | "validation"): AsyncIterable<Example> {
    const counts = await countParts(data, config);
    const chosen = holdOut(counts, validationSplit, seed)[use];
    let row = 0;
    for await (const example of data.train(config)) if (chosen.has(row++)) yield example;
  };
  return { name: data.name, train: () => rows("train"), test: () => rows("validation") };
}
