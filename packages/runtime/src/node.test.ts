import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createModel, encodeModel, GraphBuilder } from "@polyhead/onnx";
import { MANIFEST_KEY, PolyheadError, type ErrorCode, type Manifest } from "@polyhead/spec";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { smallManifest, smallModel, type smallShape } from "./fixture/small-model.ts";
import { load, type LoadOptions, type ModelSource, type RawTensor } from "./node.ts";

const bytes = smallModel();
let directory: string;
let path: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "polyhead-runtime-"));
  path = join(directory, "small.onnx");
  await writeFile(path, bytes);
});
afterAll(() => rm(directory, { recursive: true }));

/** Every pixel the same. */
function plainPicture(red: number, green: number, blue: number): Float32Array {
  return Float32Array.from({ length: 4 * 5 * 3 }, (_, index) => [red, green, blue][index % 3] ?? 0);
}

const loadSmall = (source: ModelSource = bytes, options: LoadOptions = {}) =>
  load<typeof smallShape>(source, { device: "cpu", ...options });

async function errorOf(promise: Promise<unknown>): Promise<PolyheadError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(PolyheadError);
  return error as PolyheadError;
}

function withManifest(change: Partial<Manifest>): Uint8Array {
  return smallModel({ [MANIFEST_KEY]: JSON.stringify({ ...smallManifest, ...change }) });
}

describe("predict", () => {
  test("gives what the graph computes, by task", async () => {
    await using model = await loadSmall();
    const { colour, size } = await model.predict({
      picture: plainPicture(10, 110, 210),
      box: { width: 1.5, height: 2 },
    });
    const [red, green, blue] = [Math.exp(0.1), Math.exp(1.1), Math.exp(2.1)];
    const sum = red + green + blue;
    expect(colour.class).toBe("blue");
    expect(colour.probability).toBeCloseTo(blue / sum, 6);
    expect(Object.keys(colour.probabilities)).toEqual(["red", "green", "blue"]);
    expect(colour.probabilities.red).toBeCloseTo(red / sum, 6);
    expect(colour.probabilities.green).toBeCloseTo(green / sum, 6);
    expect(size).toEqual({ value: 9, unit: "cm" });
  });

  test("refuses to read outputs that are not finite, and says of which example", async () => {
    await using model = await loadSmall();
    const picture = plainPicture(1, 2, 3);
    const wide = { picture, box: [3e38, 0] };
    const one = await errorOf(model.predict(wide));
    expect(one).toMatchObject({ code: "inference-failed", details: { task: "size" } });
    expect(one.message).toMatch(/^The output "size" should hold finite numbers; one is Infinity\. /u);
    const several = await errorOf(model.predictBatch([{ picture, box: [1, 2] }, wide]));
    expect(several.message).toMatch(/^Example 1: The output "size"/u);
    const { size } = await model.predictRaw([wide]);
    expect(size?.data[0]).toBe(Number.POSITIVE_INFINITY);
  });

  test("takes ImageData-like pixels and drops alpha", async () => {
    await using model = await loadSmall();
    const data = new Uint8ClampedArray(4 * 5 * 4).fill(0);
    for (let pixel = 0; pixel < 20; pixel++) data.set([0, 200, 0, 255], pixel * 4);
    const { colour } = await model.predict({ picture: { data, width: 5, height: 4 }, box: [1, 1] });
    expect(colour.class).toBe("green");
  });

  test.each([
    [{ picture: new Float32Array(60) }, /"box" is missing/],
    [{ picture: new Float32Array(60), box: [1, 2], colour: 1 }, /"colour" is not one of them/],
    [{ picture: new Float32Array(59), box: [1, 2] }, /5×4 pixels .* received 59 values/],
    [{ picture: new Float32Array(60).fill(Number.NaN), box: [1, 2] }, /finite pixel values/],
    [{ picture: new Float32Array(60), box: [1, Number.NaN] }, /column "height" is NaN/],
    [{ picture: new Float32Array(60), box: [1] }, /should have 2 numbers/],
    [{ picture: 7, box: [1, 2] }, /should be an image; received number/],
    [{ picture: new Uint8Array(7), box: [1, 2] }, /received 7 bytes that are neither/],
    [null, /received null/],
  ])("refuses wrong inputs %#", async (inputs, message) => {
    await using model = await loadSmall();
    const error = await errorOf(model.predict(inputs as never));
    expect(error.code).toBe("input-invalid");
    expect(error.message).toMatch(message);
  });
});

describe("predictBatch", () => {
  test("agrees with predict, in order, across chunks", async () => {
    await using model = await loadSmall();
    const list = Array.from({ length: 7 }, (_, index) => ({
      picture: plainPicture(index * 30, 90, 100),
      box: [index, 1],
    }));
    const batch = await model.predictBatch(list, { batchSize: 3 });
    const single = await Promise.all(list.map((inputs) => model.predict(inputs)));
    expect(batch).toEqual(single);
    expect(batch.map(({ size }) => size.value)).toEqual([3, 5, 7, 9, 11, 13, 15]);
    expect(new Set(batch.map(({ colour }) => colour.class))).toEqual(new Set(["red", "blue"]));
  });

  test("gives nothing for nothing", async () => {
    await using model = await loadSmall();
    expect(await model.predictBatch([])).toEqual([]);
  });

  test("names the example that is wrong", async () => {
    await using model = await loadSmall();
    const good = { picture: new Float32Array(60), box: [1, 2] };
    const list = [good, good, good, { ...good, box: [1, Infinity] }];
    const error = await errorOf(model.predictBatch(list, { batchSize: 2 }));
    expect(error.message).toMatch(/^Example 3: Input "box"/);
    expect(error.details).toMatchObject({ example: 3, column: "height" });
  });

  test.each([0, 1.5, Number.NaN, 1e9])("refuses batch size %s", async (batchSize) => {
    await using model = await loadSmall();
    expect((await errorOf(model.predictBatch([], { batchSize }))).code).toBe("input-invalid");
  });
});

describe("run", () => {
  const feeds = {
    picture: { data: new Float32Array(120), dims: [2, 4, 5, 3] },
    box: { data: new Float32Array([1, 2, 3, 4]), dims: [2, 2] },
  };

  test("runs raw tensors, with or without a manifest", async () => {
    for (const source of [bytes, smallModel({})]) {
      await using model = await load(source, { device: "cpu" });
      const { colour, size } = await model.run(feeds);
      expect(colour?.dims).toEqual([2, 3]);
      expect(size).toEqual({ data: new Float32Array([8, 18]), dims: [2] });
    }
  });

  test("describes a file without a manifest, and refuses to predict with it", async () => {
    await using model = await load(smallModel({}), { device: "cpu" });
    expect(model.manifest).toBeUndefined();
    expect(model.inputNames).toEqual(["picture", "box"]);
    expect(model.outputNames).toEqual(["colour", "size"]);
    expect(model.inputs[0]).toEqual({ name: "picture", type: "float32", shape: ["batch", 4, 5, 3] });
    const error = await errorOf(model.predict({}));
    expect(error.code).toBe("manifest-missing");
    expect(error.message).toMatch(/call `run` with the raw inputs "picture", "box"/);
  });

  test.each([
    [{ box: feeds.box }, /"picture" should be given/],
    [{ ...feeds, other: feeds.box }, /"other" is not an input/],
    [{ ...feeds, box: { data: feeds.box.data, dims: [4] } }, /dims \[batch, 2\]; received \[4\]/],
    [{ ...feeds, box: { data: feeds.box.data, dims: [1, 4] } }, /received \[1, 4\]/],
    [{ ...feeds, box: { data: feeds.box.data, dims: [1.5, 2] } }, /received \[1.5, 2\]/],
    [{ ...feeds, box: { data: feeds.box.data, dims: [1, 2] } }, /2 values for dims \[1, 2\]; received 4/],
    [
      { ...feeds, box: { data: new Int32Array(4), dims: [2, 2] } },
      /"box" should be float32; received Int32Array/,
    ],
  ])("refuses wrong tensors %#", async (wrong, message) => {
    await using model = await load(bytes, { device: "cpu" });
    const error = await errorOf(model.run(wrong));
    expect(error.code).toBe("input-invalid");
    expect(error.message).toMatch(message);
  });

  test("tells when the graph itself fails", async () => {
    const graph = new GraphBuilder("sum");
    const sum = graph.op("Add", [graph.input("a", "float32", ["n"]), graph.input("b", "float32", ["n"])]);
    graph.output(sum, "sum");
    await using model = await load(encodeModel(createModel(graph.build())), { device: "cpu" });
    const tensor = (size: number): RawTensor => ({ data: new Float32Array(size), dims: [size] });
    const error = await errorOf(model.run({ a: tensor(2), b: tensor(3) }));
    expect(error.code).toBe("inference-failed");
    expect(error.message).toMatch(/^The model could not run on cpu: .*Add/);
  });
});

describe("dispose", () => {
  const inputs = { picture: new Float32Array(60), box: [1, 2] };

  test("lets calls under way finish", async () => {
    const model = await loadSmall();
    const calls = [model.predict(inputs), model.predictBatch([inputs, inputs], { batchSize: 1 })];
    await model.dispose();
    await expect(Promise.all(calls)).resolves.toMatchObject([{ size: { value: 8 } }, [{}, {}]]);
  });

  test("can be repeated, and ends the model", async () => {
    const model = await loadSmall();
    await Promise.all([model.dispose(), model.dispose()]);
    await model.dispose();
    expect((await errorOf(model.predict(inputs))).code).toBe("model-disposed");
    expect((await errorOf(model.predictBatch([inputs]))).code).toBe("model-disposed");
    expect((await errorOf(model.run({}))).code).toBe("model-disposed");
  });
});

describe("sources", () => {
  let server: Server;
  let origin: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.url === "/small.onnx") response.end(bytes);
      else response.writeHead(404).end("<html>");
    });
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  test("loads from a path, URLs, a Blob and bytes", async () => {
    const sources: ModelSource[] = [
      path,
      pathToFileURL(path),
      pathToFileURL(path).href,
      `${origin}/small.onnx`,
      new URL("small.onnx", origin),
      new Blob([bytes as BlobPart]),
      bytes,
      Buffer.concat([Buffer.alloc(3), bytes]).subarray(3),
      new Uint8Array(bytes).buffer,
    ];
    for (const source of sources) {
      await using model = await loadSmall(source);
      expect(model.manifest).toEqual(smallManifest);
      const { size } = await model.predict({ picture: new Float32Array(60), box: [1, 1] });
      expect(size.value).toBe(5);
    }
  });

  const refused: [string, () => ModelSource, ErrorCode][] = [
    ["a missing file", () => join(directory, "none.onnx"), "file-missing"],
    ["a directory", () => directory, "file-invalid"],
    ["a missing page", () => `${origin}/none.onnx`, "download-failed"],
    ["a server that is not there", () => "http://127.0.0.1:9/small.onnx", "download-failed"],
    ["nothing", () => null as never, "input-invalid"],
  ];
  test.each(refused)("refuses %s", async (_, source, code) => {
    expect((await errorOf(loadSmall(source()))).code).toBe(code);
  });

  test("stops by signal", async () => {
    const reason = new Error("enough");
    await expect(loadSmall(bytes, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    for (const source of [`${origin}/small.onnx`, path, bytes]) {
      const later = new AbortController();
      const loading = loadSmall(source, { signal: later.signal });
      later.abort(reason);
      await expect(loading).rejects.toBe(reason);
    }
  });
});

describe("devices", () => {
  test("auto says why each better device was passed over", async () => {
    await using model = await load(bytes);
    const order = ["cuda", "webgpu", "cpu"];
    expect(model.fallbacks.map(({ device }) => device)).toEqual(order.slice(0, order.indexOf(model.device)));
    for (const { reason } of model.fallbacks) expect(reason).toMatch(/^[^\n]{20,}$/);
  });

  test("a device that is not of this platform is refused with those that are", async () => {
    const error = await errorOf(load(bytes, { device: "wasm" }));
    expect(error.code).toBe("device-unavailable");
    expect(error.message).toMatch(/^Device "wasm" cannot be used: .*\. Choose "auto" or one of .*cpu\.$/);
    expect(error.details["available"]).toContain("cpu");
  });
});

describe("broken files", () => {
  test("a file cut off anywhere is refused, by path and by bytes", async () => {
    const cut = join(directory, "cut.onnx");
    await writeFile(cut, bytes);
    for (let size = bytes.length - 1; size >= 0; size -= 7) {
      await truncate(cut, size);
      expect((await errorOf(loadSmall(cut))).code).toBe("model-invalid");
      expect((await errorOf(loadSmall(bytes.subarray(0, size)))).code).toBe("model-invalid");
    }
  });

  test("a flipped byte gives a PolyheadError or a model, never another error", async () => {
    const surprises: unknown[] = [];
    for (let index = 0; index < bytes.length; index += 5) {
      const flipped = Uint8Array.from(bytes);
      flipped[index] = (flipped[index] ?? 0) ^ 0xff;
      await loadSmall(flipped).catch((error: unknown) => {
        if (!(error instanceof PolyheadError)) surprises.push(error);
      });
    }
    expect(surprises).toEqual([]);
  });

  test.each([
    ["empty bytes", new Uint8Array(0)],
    ["text", new TextEncoder().encode("<!doctype html><title>Not found</title>")],
    ["zeros", new Uint8Array(1000)],
    ["random bytes", Uint8Array.from({ length: 5000 }, (_, index) => (index * 7919) % 251)],
  ])("refuses %s", async (_, source) => {
    const error = await errorOf(loadSmall(source));
    expect(error.code).toBe("model-invalid");
    expect(error.message).toMatch(/should be/);
  });

  test("a graph that is broken inside is the model's fault, not the device's", async () => {
    const broken = Uint8Array.of(0x08, 0x08, 0x3a, 0x02, 0x0a, 0xff);
    for (const device of ["auto", "cuda", "cpu"] as const) {
      const error = await errorOf(loadSmall(broken, { device }));
      expect(error.code).toBe("model-invalid");
      expect(error.message).toMatch(/^The model should be a model that ONNX Runtime opens: /);
    }
  });

  test.each([
    ["JSON that does not parse", smallModel({ [MANIFEST_KEY]: "{" }), /does not parse/],
    ["another shape", smallModel({ [MANIFEST_KEY]: "{}" }), /manifest/],
    [
      "an input that the graph lacks",
      withManifest({ inputs: { ...smallManifest.inputs, more: smallManifest.inputs["box"] as never } }),
      /input "more" should be float32 \[batch, 2\]; the graph has none/,
    ],
    [
      "an input left out",
      withManifest({ inputs: { picture: smallManifest.inputs["picture"] as never } }),
      /"box" is not in it/,
    ],
    [
      "another image size",
      withManifest({
        inputs: {
          ...smallManifest.inputs,
          picture: { ...smallManifest.inputs["picture"], width: 6 } as never,
        },
      }),
      /"picture" should be float32 \[batch, 4, 6, 3\]; it is float32 \[batch, 4, 5, 3\]/,
    ],
    [
      "more classes",
      withManifest({
        tasks: { ...smallManifest.tasks, colour: { kind: "classification", classes: ["a", "b"] } },
      }),
      /output "colour" should be float32 \[batch, 2\]/,
    ],
    [
      "a task that the graph lacks",
      withManifest({ tasks: { ...smallManifest.tasks, age: smallManifest.tasks["size"] as never } }),
      /output "age"/,
    ],
  ])("refuses a manifest with %s", async (_, source, message) => {
    for (const device of ["cpu", "auto"] as const) {
      const error = await errorOf(loadSmall(source, { device }));
      expect(error.code).toBe("manifest-invalid");
      expect(error.message).toMatch(message);
    }
  });
});
