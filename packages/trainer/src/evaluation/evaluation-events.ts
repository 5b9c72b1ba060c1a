import type { BackendChoice } from "../engine/choose-backend.ts";
import type { Split } from "../fit/epoch-record.ts";

/** What an evaluation tells while it goes, in order. */
export type EvaluationEvent =
  | { readonly type: "engine"; readonly choice: BackendChoice }
  | {
      readonly type: "progress";
      readonly split: Split;
      readonly done: number;
      /** undefined where nobody has counted yet */
      readonly total: number | undefined;
    }
  | { readonly type: "split"; readonly split: Split; readonly examples: number }
  | { readonly type: "interrupted" };
