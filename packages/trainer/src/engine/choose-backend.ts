import { PolyheadError } from "@polyhead/spec";
import type { BackendCandidate, BackendName } from "./backend-candidate.ts";
import { cpu } from "./cpu.ts";
import { wasm } from "./wasm.ts";

/** The engine that trains, and why each better one does not. */
export interface BackendChoice {
  readonly name: BackendName;
  /** Device or adapter, and threads. */
  readonly description: string;
  readonly passedOver: readonly { readonly name: BackendName; readonly reason: string }[];
}

export interface BackendPreference {
  /** The one engine to use; default: the best that starts. */
  readonly prefer?: BackendName;
}

const candidates: readonly BackendCandidate[] = [wasm, cpu];

/**
 * Starts the preferred engine, or else the best that this machine has, and makes it tfjs's backend.
 *
 * @throws PolyheadError `device-unavailable` when the preferred engine does not start.
 */
export async function chooseBackend({ prefer }: BackendPreference = {}): Promise<BackendChoice> {
  const passedOver: { name: BackendName; reason: string }[] = [];
  for (const { name, start } of candidates) {
    if (prefer !== undefined && name !== prefer) continue;
    const started = await start(prefer !== undefined);
    if ("description" in started) return { name, description: started.description, passedOver };
    passedOver.push({ name, reason: started.unavailable });
  }
  throw new PolyheadError("device-unavailable", `No engine starts.`, { details: { prefer, passedOver } });
}
