import { engine, tidy, type Tensor, type Variable } from "@tensorflow/tfjs-core";
import type { OnnxRuntimeBackend } from "../eager/backend.ts";

/** The values that variables have at one time, in memory that they share until they change. */
export class VariableSnapshot {
  readonly #values = new Map<Variable, Tensor>();

  /** Leaves out the variables whose values another backend holds. */
  constructor(backend: OnnxRuntimeBackend) {
    for (const variable of Object.values(engine().registeredVariables))
      if (backend.data.has(variable.dataId)) this.#values.set(variable, variable.clone());
  }

  holds(variables: Iterable<Variable>): boolean {
    return [...variables].every((variable) => this.#values.has(variable));
  }

  /** Gives the variables that changed their values back. */
  restore(): void {
    tidy(() => {
      for (const [variable, value] of this.#values)
        if (variable.dataId !== value.dataId) variable.assign(value);
    });
  }

  dispose(): void {
    for (const value of this.#values.values()) value.dispose();
  }
}
