import { checkModelShape, PolyheadError, type FittedSpec, type ModelShape } from "@polyhead/spec";
import { checkSameShape } from "../evaluation/check-same-shape.ts";

/**
 * The tasks of a config that a trained model lacks.
 *
 * @param run the model's, for errors
 * @throws PolyheadError `config-invalid` where there is none, where the config has another idea of the model's inputs or
 *   tasks, or where a name is taken
 */
export function newTasks(
  spec: FittedSpec,
  config: { readonly tasks: ModelShape["tasks"]; readonly inputs?: ModelShape["inputs"] },
  run: string,
): ModelShape["tasks"] {
  const isKnown = (name: string): boolean => Object.hasOwn(spec.tasks, name);
  const entries = Object.entries(config.tasks);
  const tasks = Object.fromEntries(entries.filter(([name]) => !isKnown(name)));
  const known = Object.fromEntries(Object.entries(spec.tasks).filter(([name]) => name in config.tasks));
  const inputs = config.inputs === undefined ? {} : spec.inputs;
  checkSameShape(
    { inputs: config.inputs ?? {}, tasks: config.tasks },
    { ...spec, inputs, tasks: known },
    run,
  );
  if (Object.keys(tasks).length === 0)
    throw new PolyheadError(
      "config-invalid",
      `Adapting should add a task that the run ${run} does not have; the run has all that were given: ${Object.keys(known).join(", ")}. Give the new task a name of its own.`,
      { details: { run, tasks: Object.keys(config.tasks) } },
    );
  checkModelShape(spec.name, { inputs: spec.inputs, tasks: { ...spec.tasks, ...tasks } });
  return tasks;
}
