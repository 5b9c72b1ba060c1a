import "@tensorflow/tfjs-backend-cpu";
import { findBackend, setBackend } from "@tensorflow/tfjs-core";
import type { BackendCandidate, BackendStart } from "./backend-candidate.ts";

/** tfjs's JavaScript backend: everywhere, and slow. */
export const cpu: BackendCandidate = { name: "cpu", start };

async function start(): Promise<BackendStart> {
  await setBackend("cpu");
  // Its first tensor would print an advertisement for tfjs-node.
  Reflect.set(findBackend("cpu"), "firstUse", false);
  return { description: "JavaScript, 1 thread" };
}
