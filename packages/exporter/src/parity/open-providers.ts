import { messageOf, PolyheadError } from "@polyhead/spec";
import type { InferenceSession } from "onnxruntime-node";
import { notRunning, openModel } from "./onnx-outputs.ts";
import { obstacleTo, PROVIDERS, type Provider } from "./provider.ts";

/** A file opened on an execution provider. */
export interface OpenProvider {
  readonly provider: Provider;
  /** Whether a file that does not run or agree here is refused: the CPU, and providers asked for by name. */
  readonly required: boolean;
  readonly session: InferenceSession;
}

/** The providers that a file could be opened on, and the reasons why not on others. */
export interface OpenProviders {
  readonly opened: readonly OpenProvider[];
  readonly obstacles: ReadonlyMap<Provider, string>;
}

/**
 * Opens a file on the CPU, and on the providers asked for or else on those that are found.
 *
 * @throws PolyheadError `device-unavailable` for a provider asked for that is not there, `export-parity` for a file that a
 * required provider does not open
 */
export async function openProviders(
  file: Uint8Array | string,
  asked?: readonly Provider[],
): Promise<OpenProviders> {
  const opened: OpenProvider[] = [];
  const obstacles = new Map<Provider, string>();
  try {
    for (const provider of PROVIDERS) {
      if (asked !== undefined && provider !== "cpu" && !asked.includes(provider)) continue;
      const required = provider === "cpu" || asked !== undefined;
      const obstacle = await obstacleTo(provider, required);
      if (obstacle !== undefined && required) throw unavailable(provider, obstacle);
      if (obstacle !== undefined) obstacles.set(provider, obstacle);
      else opened.push(...(await open(file, provider, required, obstacles)));
    }
    return { opened, obstacles };
  } catch (error) {
    await releaseAll(opened);
    throw error;
  }
}

export async function releaseAll(opened: readonly OpenProvider[]): Promise<void> {
  await Promise.all(opened.map(({ session }) => session.release()));
}

async function open(
  file: Uint8Array | string,
  provider: Provider,
  required: boolean,
  obstacles: Map<Provider, string>,
): Promise<OpenProvider[]> {
  try {
    return [{ provider, required, session: await openModel(file, provider) }];
  } catch (cause) {
    if (provider === "cpu") return notRunning(cause);
    if (required) throw unavailable(provider, messageOf(cause).trim(), cause);
    obstacles.set(provider, messageOf(cause));
    return [];
  }
}

function unavailable(provider: Provider, obstacle: string, cause?: unknown): PolyheadError {
  return new PolyheadError(
    "device-unavailable",
    `Execution provider "${provider}" was asked for and cannot be used: ${obstacle}.`,
    { cause, details: { provider, obstacle } },
  );
}
