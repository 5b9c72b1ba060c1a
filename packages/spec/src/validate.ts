import * as v from "valibot";
import { PolyheadError, type ErrorCode } from "./error.ts";

/**
 * Checks `value` against `schema`; the first thing that is wrong becomes one sentence.
 *
 * @throws PolyheadError with `code`, naming `what`, the place, the rule and what was received
 */
export function validate<T>(
  schema: v.GenericSchema<unknown, T>,
  value: unknown,
  what: string,
  code: ErrorCode,
): T {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  const place = path === null ? what : `${what}: \`${path}\``;
  throw new PolyheadError(code, `${place} ${ruleOf(issue)}.`, {
    details: { path, rule: issue.message, received: issue.received },
  });
}

function ruleOf(issue: v.BaseIssue<unknown>): string {
  if (!issue.message.startsWith("Invalid ")) return `${issue.message}; received ${issue.received}`;
  if (issue.expected === "never") return "is not known; remove it";
  if (issue.received === "undefined") return "is missing";
  return `should be ${issue.expected ?? "valid"}; received ${issue.received}`;
}
