import { dispose, engine } from "@tensorflow/tfjs-core";

/**
 * What `measure` gives, with every variable that TensorFlow.js knows left as it was, to the bit: weights, moving averages,
 * counters of dropout.
 */
export function keepingVariables<Result>(measure: () => Result): Result {
  const variables = Object.values(engine().registeredVariables);
  const before = variables.map((variable) => variable.clone());
  try {
    return measure();
  } finally {
    for (const [index, variable] of variables.entries())
      if (variable.dataId !== before[index]!.dataId) variable.assign(before[index]!);
    dispose(before);
  }
}
