import { dispose, engine, type Variable } from "@tensorflow/tfjs-core";

/**
 * What `measure` gives, with every variable that TensorFlow.js knows left as it was, to the bit: weights, moving averages,
 * counters of dropout.
 *
 * @param which all by default
 */
export function keepingVariables<Result>(
  measure: () => Result,
  which: (variable: Variable) => boolean = () => true,
): Result {
  const variables = Object.values(engine().registeredVariables).filter(which);
  const before = variables.map((variable) => variable.clone());
  try {
    return measure();
  } finally {
    for (const [index, variable] of variables.entries())
      if (variable.dataId !== before[index]!.dataId) variable.assign(before[index]!);
    dispose(before);
  }
}
