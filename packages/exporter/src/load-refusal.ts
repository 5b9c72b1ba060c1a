import { messageOf, PolyheadError } from "@polyhead/spec";
import type { io } from "@tensorflow/tfjs-core";

/** What TensorFlow.js says when it does not build a model, and what that means to who has the file. */
const REASONS: readonly (readonly [RegExp, (...groups: readonly string[]) => string])[] = [
  [
    /^Unknown layer: (\S+?)\. /,
    (layer) =>
      `should have layers that TensorFlow.js knows; it has one of class "${layer}". Register the class with \`tf.serialization.registerClass\` and a translator for it, and export the model from a program of your own`,
  ],
  [
    /^Unknown ([\w ]+): (\S+?)\. /,
    (kind, name) => `should be made of what TensorFlow.js knows; it has the ${kind} "${name}"`,
  ],
  [
    /^(\d+) of (\d+) weights are not set: (.*)/s,
    (missing, all, names) =>
      `should have all its ${all} weights in its manifest; ${missing} are missing: ${names.replaceAll(",", ", ")}`,
  ],
  [
    /^Provided weight data has no target variable: (.*)/,
    (name) => `should have weights for its layers alone; its manifest has "${name}", which no layer takes`,
  ],
  [
    /^If an RNN is stateful/,
    () =>
      "has a stateful recurrent layer and should know its batch size; it does not. Save it with `stateful: false`, which is what a graph without memory between calls computes",
  ],
];

/** The refusal of a model that TensorFlow.js does not build. */
export function notBuilt(path: string, { modelTopology }: io.ModelArtifacts, cause: unknown): PolyheadError {
  const message = messageOf(cause);
  const [reason] = REASONS.flatMap(([pattern, describe]) => {
    const match = pattern.exec(message);
    return match === null ? [] : [describe(...match.slice(1))];
  });
  const [firstLine = ""] = message.split("\n");
  const sentence = reason ?? `should be one that TensorFlow.js builds; it answers: ${firstLine}`;
  return new PolyheadError("model-invalid", `The model ${path} ${sentence}.${kerasAdvice(modelTopology)}`, {
    cause,
    details: { path },
  });
}

/** TensorFlow.js 4.22 reads the configurations of Keras 2. */
function kerasAdvice(topology: io.ModelArtifacts["modelTopology"]): string {
  const version = (topology as Partial<Record<string, unknown>> | undefined)?.["keras_version"];
  return typeof version === "string" && version.startsWith("3.")
    ? ` It was saved by Keras ${version}: save it with Keras 2 (TF_USE_LEGACY_KERAS=1), which TensorFlow.js reads.`
    : "";
}
