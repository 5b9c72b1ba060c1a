import { messageOf, PolyheadError } from "@polyhead/spec";
import { openSession, type Session } from "../session.ts";

type OnnxRuntimeNode = typeof import("onnxruntime-node");

/**
 * Imports ONNX Runtime's binary.
 *
 * @throws PolyheadError `device-unavailable` where there is none for this platform
 */
export async function importOnnxRuntime(): Promise<OnnxRuntimeNode> {
  try {
    return await import("onnxruntime-node");
  } catch (cause) {
    throw new PolyheadError(
      "device-unavailable",
      `ONNX Runtime should have a binary for ${process.platform}/${process.arch}; it does not load here: ${messageOf(cause)}`,
      { cause },
    );
  }
}

/** Opens a session on one execution provider; operators that it lacks run on the CPU. */
export async function openOnProvider(provider: string, model: string | Uint8Array): Promise<Session> {
  return openSession(await importOnnxRuntime(), model, {
    executionProviders: [provider],
    // Errors are thrown; ONNX Runtime would print each a second time.
    logSeverityLevel: 4,
    // Threads that spin between runs save a fifth to a third of the latency back to back, and cost two to four times the CPU:
    // time taken from JavaScript's own thread and from other models.
    extra: { session: { intra_op: { allow_spinning: "0" } } },
  });
}
