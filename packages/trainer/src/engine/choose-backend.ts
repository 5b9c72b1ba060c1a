import { PolyheadError } from "@polyhead/spec";
import { getBackend, setBackend } from "@tensorflow/tfjs-core";
import type { BackendCandidate, BackendName, BackendUnavailable } from "./backend-candidate.ts";
import { cpu } from "./cpu.ts";
import { onnxruntime } from "./onnxruntime.ts";
import { tfjsNodeGpu } from "./tfjs-node-gpu.ts";
import { wasm } from "./wasm.ts";
import { webgpu } from "./webgpu.ts";

interface BackendPreference {
  /** The one engine to use; default: the first that starts. */
  readonly prefer?: BackendName;
}

/** The engine that trains, and why each better one does not. */
export interface BackendChoice {
  readonly name: BackendName;
  /** Device or adapter, and threads. */
  readonly description: string;
  readonly passedOver: readonly { readonly name: BackendName; readonly reason: string }[];
}

/** Best first. */
const candidates: readonly BackendCandidate[] = [tfjsNodeGpu, webgpu, onnxruntime, wasm, cpu];

const backendNames: readonly BackendName[] = candidates.map(({ name }) => name);

/**
 * Starts the preferred engine, or else the best that this machine has, and makes it tfjs's backend.
 *
 * @throws PolyheadError `device-unavailable` when the preferred engine does not start; tfjs's backend stays as it was.
 */
export async function chooseBackend({ prefer }: BackendPreference = {}): Promise<BackendChoice> {
  return prefer === undefined ? startBest(candidates) : startPreferred(prefer);
}

async function startBest(candidates: readonly BackendCandidate[]): Promise<BackendChoice> {
  const passedOver: { name: BackendName; reason: string }[] = [];
  for (const { name, start } of candidates) {
    const started = await start(false);
    if ("description" in started) {
      return { name, description: started.description, passedOver };
    }
    passedOver.push({ name, reason: started.unavailable });
  }
  throw new PolyheadError(
    "device-unavailable",
    "No backend starts on this machine: reinstall this package.",
    {
      details: { passedOver },
    },
  );
}

async function startPreferred(prefer: BackendName): Promise<BackendChoice> {
  const candidate = candidates.find(({ name }) => name === prefer);
  if (candidate === undefined) {
    throw new PolyheadError("usage", `There is no backend "${prefer}": use ${listed(backendNames)}.`);
  }
  const previous: string | undefined = getBackend();
  const started = await candidate.start(true);
  if ("description" in started) {
    return { name: prefer, description: started.description, passedOver: [] };
  }
  const available = await namesThatStart(candidates.filter(({ name }) => name !== prefer));
  if (previous !== undefined) await setBackend(previous);
  throw unavailable(prefer, started, available);
}

async function namesThatStart(candidates: readonly BackendCandidate[]): Promise<BackendName[]> {
  const names: BackendName[] = [];
  for (const { name, start } of candidates) {
    if ("description" in (await start(false))) names.push(name);
  }
  return names;
}

function unavailable(
  name: BackendName,
  { unavailable: reason, remedy }: BackendUnavailable,
  available: readonly BackendName[],
): PolyheadError {
  const message = `Backend ${name} was asked for, but ${reason}: ${remedy}, or use ${listed(available)}.`;
  return new PolyheadError("device-unavailable", message, { details: { name, reason, remedy, available } });
}

function listed(names: readonly BackendName[]): string {
  return new Intl.ListFormat("en", { type: "disjunction" }).format(names);
}
