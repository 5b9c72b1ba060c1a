/** What went wrong, in a form that programs can branch on. */
export type ErrorCode =
  | "address-unavailable"
  | "config-invalid"
  | "data-invalid"
  | "data-missing"
  | "device-unavailable"
  | "download-failed"
  | "export-parity"
  | "export-quality"
  | "export-unsupported"
  | "file-invalid"
  | "file-missing"
  | "file-unwritable"
  | "inference-failed"
  | "input-invalid"
  | "interrupted"
  | "manifest-invalid"
  | "manifest-missing"
  | "model-disposed"
  | "model-invalid"
  | "not-found"
  | "package-missing"
  | "training-diverged"
  | "usage";

export interface PolyheadErrorOptions {
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * The one error class of every Polyhead package.
 *
 * `message` is one sentence for people: what was asked, what rule it broke, what was received, what to do.
 * `code` is stable, `details` holds the same facts as data, and `cause` keeps the error underneath.
 */
export class PolyheadError extends Error {
  override readonly name = "PolyheadError";
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: PolyheadErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
