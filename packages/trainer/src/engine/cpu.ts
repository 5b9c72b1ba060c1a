import "@tensorflow/tfjs-backend-cpu";
import { setBackend } from "@tensorflow/tfjs-core";
import type { BackendCandidate, BackendStart } from "./backend-candidate.ts";

async function start(): Promise<BackendStart> {
  await setBackend("cpu");
  return { description: "plain JavaScript, 1 thread" };
}

export const cpu: BackendCandidate = { name: "cpu", start };
