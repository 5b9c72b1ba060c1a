import type { Model } from "@polyhead/runtime";
import type { Inputs } from "@polyhead/spec";
import type { Predict } from "@polyhead/trainer";

/** Predicts with an exported model, for what measures predictions. */
export function predictWith(model: Model): Predict {
  return async ({ examples }) => {
    const outputs = await model.predictRaw(examples.map(({ inputs }) => inputs as Inputs));
    return Object.fromEntries(
      Object.keys(model.manifest?.tasks ?? {}).map((name) => [
        name,
        (outputs[name]?.data ?? []) as ArrayLike<number>,
      ]),
    );
  };
}
