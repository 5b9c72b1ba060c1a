import type { BackendChoice } from "../engine/choose-backend.ts";

/** What happens while examples are explained. */
export type ExplanationEvent =
  | { readonly type: "engine"; readonly choice: BackendChoice }
  /** so many examples are done */
  | { readonly type: "progress"; readonly done: number; readonly total: number }
  | { readonly type: "interrupted" };
