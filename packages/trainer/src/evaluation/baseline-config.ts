import type { TrainedWith } from "../fit/run.ts";
import type { ModelConfig } from "../model/define-model.ts";
import type { TrainingOptions } from "../model/training-options.ts";

/**
 * The config of a model for one task alone: the same inputs, trunk, data, split and budget, its best epoch chosen by that
 * task; without what only several tasks have (sharing, balancing, learning rates of their own), and without insight.
 */
export function baselineConfig(config: ModelConfig, task: string, training: TrainedWith): ModelConfig {
  const { inputs, trunk, data } = config;
  const { selectBy: _, rates: __, testEveryEpoch: ___, ...same }: TrainingOptions = config.training ?? {};
  return {
    name: task,
    inputs,
    tasks: Object.fromEntries(Object.entries(config.tasks).filter(([name]) => name === task)),
    trunk,
    ...(data && { data }),
    training: { ...same, ...training, insight: false },
  };
}
