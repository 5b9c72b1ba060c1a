import "@tensorflow/tfjs-backend-cpu";
import { setBackend } from "@tensorflow/tfjs-core";
import { PolyheadError } from "@polyhead/spec";
import { beforeAll, expect, test } from "vitest";
import type { SavedState } from "./balancing.ts";
import { cagrad } from "./gradients/cagrad.ts";
import { dbMtl } from "./gradients/db-mtl.ts";
import { excessMtl } from "./gradients/excess-mtl.ts";
import { fairgrad } from "./gradients/fairgrad.ts";
import { gradnorm } from "./gradients/gradnorm.ts";
import { gradvac } from "./gradients/gradvac.ts";
import { mgda } from "./gradients/mgda.ts";
import { moco } from "./gradients/moco.ts";
import { nashMtl } from "./gradients/nash-mtl.ts";
import { pcgrad } from "./gradients/pcgrad.ts";
import { sdmgrad } from "./gradients/sdmgrad.ts";
import { dwa } from "./losses/dwa.ts";
import { famo } from "./losses/famo.ts";
import { fixedWeights } from "./losses/fixed-weights.ts";
import { rlw } from "./losses/rlw.ts";
import { stch } from "./losses/stch.ts";
import { balancingMethod, balancingMethods } from "./methods.ts";
import { someTasks } from "./testing/tasks.ts";
import { everySteps } from "./wrappers/every-steps.ts";
import { smoothed } from "./wrappers/smoothed.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

test("every method is known by its name, and each name is another's", () => {
  expect(balancingMethods.size).toBe(27);
  for (const name of balancingMethods.keys()) expect(balancingMethod(name).name).toBe(name);
});

/** The error's code and message. */
function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof PolyheadError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "none";
}

test("an unknown method is refused with the known ones", () => {
  expect(refusal(() => balancingMethod("nash"))).toMatch(
    /^config-invalid: Balancing should be one of equal, .*nash-mtl.*; received "nash"\.$/,
  );
});

test.each([
  [() => cagrad({ c: -1 }), "cagrad({ c }) should be 0 or more; received -1."],
  [() => dbMtl({ beta: 1 }), "dbMtl({ beta }) should be 0 or more and below 1; received 1."],
  [() => dwa({ temperature: 0 }), "dwa({ temperature }) should be strictly positive; received 0."],
  [() => everySteps(0.5, mgda()), "everySteps({ steps }) should be a positive whole number; received 0.5."],
  [
    () => excessMtl({ warmupSteps: 0 }),
    "excessMtl({ warmupSteps }) should be a positive whole number; received 0.",
  ],
  [() => fairgrad({ alpha: 0 }), "fairgrad({ alpha }) should be strictly positive; received 0."],
  [
    () => famo({ minimum: { a: Number.NaN } }),
    "famo({ minimum.a }) should be a finite number; received NaN.",
  ],
  [() => fixedWeights({ a: -2 }), "fixedWeights({ weights.a }) should be 0 or more; received -2."],
  [
    () => gradnorm({ learningRate: 0 }),
    "gradnorm({ learningRate }) should be strictly positive; received 0.",
  ],
  [() => gradvac({ beta: 2 }), "gradvac({ beta }) should be between 0 and 1; received 2."],
  [() => moco({ rho: -1 }), "moco({ rho }) should be 0 or more; received -1."],
  [() => nashMtl({ maxNorm: 0 }), "nashMtl({ maxNorm }) should be strictly positive; received 0."],
  [() => sdmgrad({ momentum: 1 }), "sdmgrad({ momentum }) should be 0 or more and below 1; received 1."],
  [
    () => smoothed(mgda(), { momentum: 1 }),
    "smoothed({ momentum }) should be 0 or more and below 1; received 1.",
  ],
  [() => stch({ mu: Infinity }), "stch({ mu }) should be strictly positive; received Infinity."],
  [
    () => fixedWeights({ d: 2 }).create(someTasks(2), 0),
    'fixedWeights() should name tasks of the model; received "d", and the tasks are a, b.',
  ],
  [
    () => stch({ ideal: { d: 2 } }).create(someTasks(2), 0),
    'stch({ ideal }) should name tasks of the model; received "d", and the tasks are a, b.',
  ],
])("a bad option is refused (%#)", (create, message) => {
  expect(refusal(create)).toBe(`config-invalid: ${message}`);
});

test.each([
  [() => cagrad(JSON.parse('{ "C": 1 }') as object), "cagrad() has no option `C`"],
  [() => sdmgrad(JSON.parse('{ "steps": 1 }') as object), "sdmgrad() has no option `steps`"],
])("a misspelled option is refused (%#)", (create, message) => {
  expect(refusal(create)).toContain(message);
});

test.each<[{ restore(saved: SavedState): void }, SavedState, string]>([
  [rlw().create(someTasks(2), 0), { json: null }, "`step` that is a whole number"],
  [pcgrad().create(someTasks(2), 0), { json: { step: -1 } }, "`step` that is a whole number"],
  [dwa().create(someTasks(2), 0), { json: { last: [1] } }, "`last` of 2 numbers"],
  [gradvac().create(someTasks(2), 0), { json: { step: 1, cosines: "0" } }, "`cosines` of 4 numbers"],
  [moco().create(someTasks(2), 0, [3]), { json: { step: 1, weights: [1] } }, "`weights` of 2 numbers"],
  [everySteps(2, mgda()).create(someTasks(2), 0), { json: 3 }, "`age` that is a whole number"],
])("state that the method did not save is refused (%#)", (balancer, saved, message) => {
  expect(refusal(() => balancer.restore(saved))).toMatch(
    /^file-invalid: .* Resume from another checkpoint\.$/,
  );
  expect(refusal(() => balancer.restore(saved))).toContain(message);
});
