// Bundled and run in a process of its own: `node bundle.cjs <backend> <results.json> [<smallOutput>]`.
import { writeFileSync } from "node:fs";
import "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js";
import "@tensorflow/tfjs-core/dist/register_all_gradients.js";
import { setTestEnvs } from "@tensorflow/tfjs-core/dist/jasmine_util.js";
import jasmineRequire from "jasmine-core/lib/jasmine-core/jasmine.js";
import { operatorTable } from "../operators/operator-table.ts";
import type { Emit } from "../operators/operator.ts";
import { registerOnnxRuntimeBackend } from "../register.ts";

const [backendName = "", file = "", smallOutput = "0"] = process.argv.slice(2);
const jasmine = jasmineRequire.core(jasmineRequire);
const environment = jasmine.getEnv();
Object.assign(globalThis, jasmineRequire.interface(jasmine, environment), { jasmine });
environment.configure({ random: false });

const emitted = new Set<string>();
for (const [name, emit] of operatorTable)
  (operatorTable as Map<string, Emit>).set(name, recorded(name, emit));
if (backendName !== "cpu") registerOnnxRuntimeBackend({ force: true, smallOutput: Number(smallOutput) });
// One name for both backends, as specs are named by it.
setTestEnvs([{ name: "test", backendName, isDataSync: true }]);

const results: Record<string, string> = {};
environment.addReporter({
  specDone: ({ fullName, status, failedExpectations }) => {
    let name = fullName;
    for (let copy = 2; name in results; copy++) name = `${fullName} (${copy})`;
    results[name] = status === "failed" ? `failed: ${failedExpectations[0]?.message}` : status;
  },
});

void import("@tensorflow/tfjs-core/dist/tests.js")
  .then(() => environment.execute())
  .then(() => writeFileSync(file, JSON.stringify({ results, emitted: [...emitted] })));

function recorded(name: string, emit: Emit): Emit {
  return (call) => {
    const outputs = emit(call);
    if (outputs !== undefined) emitted.add(name);
    return outputs;
  };
}
