// B batch.
import type { RegressionTask } from "@polyhead/spec";
import type { Decoder } from "./decoder.ts";

/** Values `[B]`, already in the task's unit. */
export const regressionDecoder: Decoder<RegressionTask> = {
  shape: () => [],
  reader:
    ({ unit }) =>
    (data, index) => {
      const value = data[index] ?? Number.NaN;
      return unit === undefined ? { value } : { value, unit };
    },
};
