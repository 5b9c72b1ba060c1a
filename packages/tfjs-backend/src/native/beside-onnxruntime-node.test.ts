import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { createModel, encodeModel, GraphBuilder } from "@polyhead/onnx";
import { expect, test } from "vitest";

const builder = new GraphBuilder("beside");
builder.output(builder.op("Neg", [builder.input("x", "float32", [2])]), "y");
const model = Buffer.from(encodeModel(createModel(builder.build()))).toString("base64");

const theirs = `
const { InferenceSession, Tensor } = await import("onnxruntime-node");
const session = await InferenceSession.create(Buffer.from("${model}", "base64"));
const { y } = await session.run({ x: new Tensor("float32", [1, 2], [2]) });
console.log(y instanceof Tensor, y.data.join());
`;
const ours = `
const tf = await import("@tensorflow/tfjs-core");
const { registerOnnxRuntimeBackend } = await import("${new URL("../register.ts", import.meta.url).href}");
registerOnnxRuntimeBackend({ force: true, smallOutput: 0 });
await tf.setBackend("onnxruntime");
console.log(tf.add([1, 2], [3, 4]).dataSync().join());
`;
const inPlace = `
const { nativeRuntime } = await import("${new URL("runtime.ts", import.meta.url).href}");
const { NativeSession, newGraph } = await import("${new URL("session.ts", import.meta.url).href}");
const builder = newGraph("empty");
console.log(new NativeSession(nativeRuntime(), builder).write({}, {}));
`;

/** What a process of its own prints; it must end well. */
async function output(script: string): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ["--input-type=module", "--eval", script],
    { cwd: import.meta.dirname, timeout: 30_000 },
  );
  expect(stderr).toBe("");
  return stdout;
}

test("onnxruntime-node may be in use before", async () => {
  expect(await output(`{${theirs}} {${ours}} {${inPlace}} {${theirs}}`)).toBe(
    "true -1,-2\n4,6\ntrue\ntrue -1,-2\n",
  );
});

test("onnxruntime-node may be used afterwards", async () => {
  expect(
    await output(`{${ours}} {${theirs}} {${ours.replace("registerOnnxRuntimeBackend({", "void ({")}}`),
  ).toBe("4,6\ntrue -1,-2\n4,6\n");
});

test("the backend works in a worker", async () => {
  const worker = `
    const { Worker } = await import("node:worker_threads");
    const code = ${JSON.stringify(`(async () => {${ours}})()`)};
    const worker = new Worker(code, { eval: true });
    await new Promise((resolve, reject) => worker.on("exit", resolve).on("error", reject));
  `;
  expect(await output(worker)).toBe("4,6\n");
  expect(await output(`{${ours}} {${worker}}`)).toBe("4,6\n4,6\n");
});
