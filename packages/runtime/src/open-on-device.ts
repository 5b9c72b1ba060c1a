import { inputShape, inputType, messageOf, PolyheadError, type Manifest } from "@polyhead/spec";
import { checkManifest } from "./check-manifest.ts";
import type { Candidate, Device, Fallback } from "./device.ts";
import type { Session } from "./session.ts";
import type { RawTensor } from "./tensor.ts";

export interface Opened {
  readonly session: Session;
  readonly device: Device;
  readonly fallbacks: readonly Fallback[];
}

interface Opening {
  readonly what: string;
  readonly model: string | Uint8Array;
  readonly manifest: Manifest | undefined;
}

/**
 * Opens a model on the device of that name, or with `auto` on the first that works.
 *
 * @param candidates best first; the last one is the CPU, which everything falls back to
 * @throws PolyheadError `device-unavailable`, `manifest-invalid`, or `model-invalid` when no device takes the model
 */
export async function openOnDevice(
  candidates: readonly Candidate[],
  opening: Opening,
  wanted: string,
): Promise<Opened> {
  const auto = wanted === "auto";
  const chosen = candidates.filter(({ device }) => auto || device === wanted);
  if (chosen.length === 0) throw await unavailable(candidates, wanted, "this platform has no such device");
  const fallbacks: Fallback[] = [];
  for (const candidate of chosen) {
    const { device } = candidate;
    const obstacle = await candidate.obstacle(auto);
    try {
      if (obstacle === undefined) return { session: await open(candidate, opening), device, fallbacks };
      fallbacks.push({ device, reason: obstacle });
    } catch (cause) {
      if (candidate === candidates.at(-1)) throw asModelInvalid(cause, opening.what);
      fallbacks.push({ device, reason: reasonOf(cause) });
    }
  }
  await checkOpens(candidates, opening);
  throw await unavailable(candidates, wanted, fallbacks[0]?.reason ?? "unknown");
}

async function open(candidate: Candidate, { model, manifest }: Opening): Promise<Session> {
  const session = await candidate.open(model);
  if (manifest === undefined) return session;
  try {
    checkManifest(manifest, session);
    if (candidate.warmUp) await session.run(blankExample(manifest));
    return session;
  } catch (cause) {
    await session.release();
    throw cause;
  }
}

/** One example of zeros. */
function blankExample({ inputs }: Manifest): Record<string, RawTensor> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, spec]) => {
      const dims = [1, ...inputShape(spec).map((length) => length ?? 1)];
      const size = dims.reduce((product, length) => product * length);
      const data = inputType(spec) === "int32" ? new Int32Array(size) : new Float32Array(size);
      return [name, { data, dims }];
    }),
  );
}

/** Blames the model rather than the device when not even the CPU opens it. */
async function checkOpens(candidates: readonly Candidate[], opening: Opening): Promise<void> {
  const cpu = candidates.at(-1);
  if (cpu === undefined) return;
  try {
    const session = await open(cpu, opening);
    await session.release();
  } catch (cause) {
    throw asModelInvalid(cause, opening.what);
  }
}

function asModelInvalid(cause: unknown, what: string): PolyheadError {
  if (cause instanceof PolyheadError) return cause;
  return new PolyheadError(
    "model-invalid",
    `${what} should be a model that ONNX Runtime opens: ${reasonOf(cause)}`,
    {
      cause,
      details: { source: what },
    },
  );
}

async function unavailable(
  candidates: readonly Candidate[],
  wanted: string,
  reason: string,
): Promise<PolyheadError> {
  const available: Device[] = [];
  for (const candidate of candidates) {
    if (candidate.device !== wanted && (await candidate.obstacle(true)) === undefined) {
      available.push(candidate.device);
    }
  }
  return new PolyheadError(
    "device-unavailable",
    `Device "${wanted}" cannot be used: ${reason.replace(/\.$/, "")}. Choose "auto" or one of ${available.join(", ")}.`,
    { details: { device: wanted, reason, available } },
  );
}

/** ONNX Runtime's message without the C++ condition that failed. */
function reasonOf(error: unknown): string {
  return messageOf(error)
    .replace(/^.* was false\. /s, "")
    .trim();
}
