import { PolyheadError, type ErrorCode } from "@polyhead/spec";
import { CommanderError } from "commander";

/** What the process says when it ends. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, badInput: 3, refused: 4, interrupted: 130 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const byCode: Partial<Record<ErrorCode, ExitCode>> = {
  usage: exitCodes.usage,
  "config-invalid": exitCodes.badInput,
  "data-invalid": exitCodes.badInput,
  "data-missing": exitCodes.badInput,
  "file-invalid": exitCodes.badInput,
  "file-missing": exitCodes.badInput,
  "input-invalid": exitCodes.badInput,
  interrupted: exitCodes.interrupted,
  "manifest-invalid": exitCodes.badInput,
  "manifest-missing": exitCodes.badInput,
  "model-invalid": exitCodes.badInput,
  "export-parity": exitCodes.refused,
  "export-quality": exitCodes.refused,
};

/** The exit code for anything that a command throws. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  return (error instanceof PolyheadError && byCode[error.code]) || exitCodes.failed;
}
