import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { once } from "node:events";
import { load, type Model } from "@polyhead/runtime";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MAX_BODY_BYTES } from "./create-app.ts";
import { failing, otherTypes, readsText, table, twoTasks } from "./fixture/models.ts";
import { serve, type RunningServer } from "./serve.ts";

const models: Record<string, Model> = {};
const logged: unknown[] = [];
let server: RunningServer;

beforeAll(async () => {
  models["two-tasks"] = await load(twoTasks(), { device: "cpu" });
  models["other-types"] = await load(otherTypes(), { device: "cpu" });
  models["table"] = await load(table(), { device: "cpu" });
  models["reads-text"] = await load(readsText(), { device: "cpu" });
  models["failing"] = await load(failing(), { device: "cpu" });
  server = await serve({ models, port: 0, onError: (error) => logged.push(error) });
});
afterAll(async () => {
  await server.close();
  await Promise.all(Object.values(models).map((model) => model.dispose()));
});

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function get(path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(server.url + path, init);
  return { status: response.status, body: await response.json() };
}

function post(model: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  return get(`/v2/models/${model}/infer`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

const point = { name: "point", shape: [1, 3], datatype: "FP32", data: [0, 0, Math.log(2)] };
const picture = { name: "picture", shape: [1, 2, 2, 1], datatype: "UINT8", data: [1, 2, 3, 250] };

describe("health and metadata", () => {
  test("tell that the server and the model are up", async () => {
    expect(await get("/v2/health/live")).toEqual({ status: 200, body: { live: true } });
    expect(await get("/v2/health/ready")).toEqual({ status: 200, body: { ready: true } });
    expect(await get("/v2/models/failing/ready")).toEqual({
      status: 200,
      body: { name: "failing", ready: true },
    });
    expect(await get("/v2")).toMatchObject({ status: 200, body: { name: "polyhead", extensions: [] } });
  });

  test("describe the tensors, −1 for the batch", async () => {
    expect((await get("/v2/models/two-tasks")).body).toEqual({
      name: "two-tasks",
      platform: "onnxruntime_onnx",
      inputs: [
        { name: "point", datatype: "FP32", shape: [-1, 3] },
        { name: "picture", datatype: "FP32", shape: [-1, 2, 2, 1] },
      ],
      outputs: [
        { name: "label", datatype: "FP32", shape: [-1, 3] },
        { name: "sum", datatype: "FP32", shape: [-1] },
      ],
    });
    expect((await get("/v2/models/other-types")).body).toMatchObject({
      inputs: [{ datatype: "INT64" }, { datatype: "FP32" }],
      outputs: [{ datatype: "INT64" }, { datatype: "BOOL" }, { datatype: "FP32" }],
    });
  });
});

describe("texts", () => {
  const query = { name: "query", shape: [3], datatype: "BYTES", data: ["A b", "b b b b b b", ""] };
  const sent = (places: readonly number[]) => ({
    name: "query",
    shape: [1, places.length],
    datatype: "INT32",
    data: places,
  });

  test("are looked up in the vocabulary that the file holds, or sent as places in it", async () => {
    const { status, body } = await post("reads-text", { inputs: [query] });
    expect(status).toBe(200);
    expect(body).toMatchObject({ outputs: [{ name: "sum", data: [5, 12, 1] }] });
    expect((await post("reads-text", { inputs: [sent([2, 3])] })).body).toMatchObject({
      outputs: [{ data: [5] }],
    });
  });

  test("are refused where places are in no vocabulary, or too many texts are padded together", async () => {
    expect(await post("reads-text", { inputs: [sent([2, 4])] })).toEqual({
      status: 400,
      body: {
        error:
          'Input "query" should hold places from 0 to 3; value 1 is 4. Send the values themselves as texts (BYTES).',
      },
    });
    expect((await post("reads-text", { inputs: [sent([1, 1, 1, 1, 1])] })).body).toEqual({
      error:
        'Input "query" should hold at most 4 places a text; received 5. Leave out what follows, or send texts (BYTES).',
    });
    const many = { ...query, shape: [2 ** 24], data: [] };
    expect(await post("reads-text", { inputs: [many] })).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining("should have at most 8388608 texts") as string },
    });
  });
});

describe("rows of a table", () => {
  const person = { name: "person", shape: [2, 2], datatype: "BYTES", data: ["naïve", "Rome", "cook", ""] };
  const start = { name: "start", shape: [2, 1], datatype: "BYTES", data: [["2026-11-24"], [""]] };
  const infer = (...inputs: unknown[]): Promise<Answer> => post("table", { inputs });

  test("are taken as texts, an empty one for what is missing", async () => {
    expect((await infer(person, start)).body).toMatchObject({
      outputs: [
        { name: "job", data: [3, 0] },
        { name: "year", data: [2026, 2000] },
      ],
    });
  });

  test("are taken as places and features, too", async () => {
    const places = { ...person, datatype: "INT32", data: [1, 1, 2, 0] };
    const years = { ...start, datatype: "FP32", data: [1999, 2001] };
    expect((await infer(places, years)).body).toMatchObject({
      outputs: [{ data: [2, 2] }, { data: [1999, 2001] }],
    });
  });

  test.each([
    [
      { ...person, shape: [4], data: ["a", "b", "c", "d"] },
      "should have texts of shape [batch, 2]; received [4]",
    ],
    [{ ...person, data: ["a", "b"] }, "axis 0 has 2 entries"],
    [{ ...person, data: ["a", "b", 3, "d"] }, "value 2 is 3"],
    [{ ...person, datatype: "INT32", data: [0, 2, 0, 0] }, 'from 0 to 1 in column "town"; value 1 is 2'],
    [{ ...person, datatype: "INT32", data: [0, 0, -1, 0] }, 'from 0 to 2 in column "job"; value 2 is -1'],
  ])("are refused where they do not fit: %j", async (other, message) => {
    const { status, body } = await infer(other, start);
    expect(status).toBe(400);
    expect((body as { error: string }).error).toContain(message);
  });

  test("a date that is none is refused, and text where numbers are wanted", async () => {
    const never = { ...start, data: ["2026-11-31", ""] };
    expect((await infer(person, never)).body).toMatchObject({ error: expect.stringContaining("2026-11-31") });
    const text = { name: "point", shape: [1, 3], datatype: "BYTES", data: ["a", "b", "c"] };
    const { body } = await post("two-tasks", { inputs: [text, picture] });
    expect(body).toMatchObject({ error: 'Input "point" should have datatype FP32; received BYTES.' });
  });
});

describe("infer", () => {
  test("answers every output, and the id", async () => {
    const { status, body } = await post("two-tasks", { id: "42", inputs: [point, picture] });
    expect(status).toBe(200);
    const { outputs, ...rest } = body as { outputs: { name: string; data: number[] }[] };
    expect(rest).toEqual({ model_name: "two-tasks", id: "42" });
    expect(outputs).toMatchObject([
      { name: "label", shape: [1, 3], datatype: "FP32" },
      { name: "sum", shape: [1], datatype: "FP32", data: [128] },
    ]);
    expect(outputs[0]?.data[2]).toBeCloseTo(0.5, 6);
  });

  test("takes nested data and gives the outputs asked for", async () => {
    const inputs = [
      {
        ...point,
        shape: [2, 3],
        data: [
          [1, 2, 3],
          [4, 5, 6],
        ],
      },
      {
        ...picture,
        datatype: "FP64",
        shape: [2, 2, 2, 1],
        data: [
          [
            [[1], [2]],
            [[3], [4]],
          ],
          [
            [[5], [6]],
            [[7], [8]],
          ],
        ],
      },
    ];
    const { body } = await post("two-tasks", { inputs, outputs: [{ name: "sum" }] });
    expect(body).toEqual({
      model_name: "two-tasks",
      outputs: [{ name: "sum", shape: [2], datatype: "FP32", data: [5, 13] }],
    });
  });

  test("answers many requests at once, each with its own result", async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const data = [index, index, index, index];
        return post("two-tasks", { inputs: [point, { ...picture, data }], outputs: [{ name: "sum" }] });
      }),
    );
    const sums = answers.map(({ body }) => (body as { outputs: { data: number[] }[] }).outputs[0]?.data[0]);
    expect(sums).toEqual(Array.from({ length: 50 }, (_, index) => 2 * index));
  });

  test("serves types other than float32 of a foreign model", async () => {
    const inputs = [
      { name: "count", shape: [2], datatype: "INT64", data: [3, -4] },
      { name: "ratio", shape: [2], datatype: "FP32", data: [1, 1] },
    ];
    expect((await post("other-types", { inputs })).body).toMatchObject({
      outputs: [
        { name: "twice", datatype: "INT64", data: [6, -8] },
        { name: "same", datatype: "BOOL", data: [true, true] },
        { name: "log", data: [0, 0] },
      ],
    });
  });
});

describe("a bad request is told what is wrong", () => {
  const cases: [what: string, inputs: unknown, error: RegExp][] = [
    [
      "too few values",
      [point, { ...picture, data: [1, 2, 3] }],
      /"picture" should have data of shape \[4\]; axis 0 has 3 entries/,
    ],
    [
      "another shape",
      [{ ...point, shape: [1, 4], data: [1, 2, 3, 4] }, picture],
      /"point" should have dims \[batch, 3\]/,
    ],
    ["another rank", [{ ...point, shape: [3] }, picture], /"point" should have dims/],
    ["an empty batch", [{ ...point, shape: [0, 3], data: [] }, picture], /`inputs.0.shape.0` should be >=1/],
    ["a huge shape", [{ ...point, shape: [1e9, 3] }, picture], /at most 33554432 values/],
    ["null", [{ ...point, data: [1, null, 3] }, picture], /value 1 is null/],
    ["a string", [{ ...point, data: [1, "2", 3] }, picture], /value 1 is a string/],
    [
      "a number past float32",
      [{ ...point, datatype: "FP64", data: [1, 1e300, 3] }, picture],
      /value 1 is 1e\+300/,
    ],
    [
      "a fraction as an integer",
      [point, { ...picture, data: [1, 2, 3, 4.5] }],
      /whole numbers \(UINT8\); value 3 is 4.5/,
    ],
    [
      "an integer out of range",
      [point, { ...picture, data: [1, 2, 3, 256] }],
      /from 0 to 255; value 3 is 256/,
    ],
    ["ragged nesting", [{ ...point, data: [[1, 2], 3] }, picture], /axis 0 has 2 entries/],
    [
      "mixed nesting",
      [{ ...point, shape: [2, 3], data: [[1, 2, 3], 4] }, picture],
      /or flat; received a mixture/,
    ],
    ["nesting too deep", [{ ...point, data: [[[1], [2], [3]]] }, picture], /value 0 is an array/],
    [
      "an unknown datatype",
      [{ ...point, datatype: "STRING" }, picture],
      /`inputs.0.datatype` should be .*"FP32".*; received "STRING"/,
    ],
    ["no datatype", [{ ...point, datatype: undefined }, picture], /`inputs.0.datatype` should be/],
    [
      "data that is no list",
      [{ ...point, data: "AAAA" }, picture],
      /`inputs.0.data` should be Array; received "AAAA"/,
    ],
    ["a missing input", [point], /"picture" should be given; it is missing/],
    ["an input twice", [point, point, picture], /"point" should be given once/],
    [
      "an unknown input",
      [point, { ...picture, name: "__proto__" }],
      /no input "__proto__"; it takes "point", "picture"/,
    ],
    [
      "batches that differ",
      [{ ...point, shape: [2, 3], data: [1, 2, 3, 4, 5, 6] }, picture],
      /agree on "batch"; received 2 and 1/,
    ],
    ["no inputs", undefined, /`inputs` should be/],
  ];
  test.each(cases)("%s", async (_, inputs, error) => {
    const { status, body } = await post("two-tasks", { inputs });
    expect(status).toBe(400);
    expect(body).toEqual({ error: expect.stringMatching(error) as string });
  });

  test("an output that is not there, or is not finite", async () => {
    const unknown = await post("two-tasks", { inputs: [point, picture], outputs: [{ name: "age" }] });
    expect(unknown).toEqual({
      status: 400,
      body: { error: 'The model has no output "age"; it has "label", "sum".' },
    });
    const inputs = [
      { name: "count", shape: [1], datatype: "INT64", data: [1] },
      { name: "ratio", shape: [1], datatype: "FP32", data: [-1] },
    ];
    expect(await post("other-types", { inputs })).toEqual({
      status: 400,
      body: { error: expect.stringContaining('Output "log" is not finite') as string },
    });
  });

  test("a datatype that the input does not hold", async () => {
    const inputs = [
      { name: "count", shape: [1], datatype: "FP32", data: [1.5] },
      { name: "ratio", shape: [1], datatype: "FP32", data: [1] },
    ];
    expect((await post("other-types", { inputs })).body).toEqual({
      error: 'Input "count" should have datatype INT64; received FP32.',
    });
  });

  test("NaN, which is no JSON; and a body that is not an object", async () => {
    const text = `{"inputs":[{"name":"point","shape":[1,3],"datatype":"FP32","data":[1,NaN,3]}]}`;
    expect(await post("two-tasks", text)).toEqual({
      status: 400,
      body: { error: "The body should be JSON; it does not parse." },
    });
    expect(await post("two-tasks", "7")).toEqual({
      status: 400,
      body: { error: "The request should be Object; received 7." },
    });
    expect((await post("two-tasks", "[".repeat(1_000_000))).status).toBe(400);
  });

  test("unknown models and routes, other methods, other content types", async () => {
    expect(await post("three-tasks", { inputs: [] })).toEqual({
      status: 404,
      body: {
        error:
          'There is no model "three-tasks"; there is two-tasks, other-types, table, reads-text, failing.',
      },
    });
    expect((await get("/v2/models/constructor")).status).toBe(404);
    expect(await get("/v1/models")).toEqual({
      status: 404,
      body: { error: "There is nothing at /v1/models." },
    });
    const wrongMethod = await fetch(`${server.url}/v2/models/two-tasks/infer`);
    expect(wrongMethod.status).toBe(405);
    expect(wrongMethod.headers.get("allow")).toBe("POST");
    expect(await wrongMethod.json()).toEqual({
      error: "/v2/models/two-tasks/infer takes POST; received GET.",
    });
    const wrongType = await post("two-tasks", { inputs: [] }, { "content-type": "text/plain" });
    expect(wrongType.status).toBe(415);
  });

  test("a body past the limit, declared or streamed", async () => {
    const declared = await declareLength(`${server.url}/v2/models/two-tasks/infer`, MAX_BODY_BYTES + 1);
    expect(declared).toEqual({ status: 413, body: expect.stringContaining("67108864 bytes") as string });
    const chunk = Buffer.alloc(2 ** 20, " ");
    let sent = 0;
    const body = new ReadableStream({
      pull: (controller) => {
        sent++;
        if (sent > 100) controller.close();
        else controller.enqueue(chunk);
      },
    });
    const streamed = await fetch(`${server.url}/v2/models/two-tasks/infer`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
      duplex: "half",
    } as RequestInit);
    expect(streamed.status).toBe(413);
    expect(sent).toBeLessThan(100);
  });

  test("a failure inside is logged and not told", async () => {
    const before = logged.length;
    const answer = await post("failing", {
      inputs: [{ name: "x", shape: [2], datatype: "FP32", data: [1, 2] }],
    });
    expect(answer).toEqual({
      status: 500,
      body: { error: "The server failed to answer; its log says why." },
    });
    expect(logged.slice(before)).toMatchObject([{ code: "inference-failed" }]);
  });
});

/** Sends headers with a length and no body, and reads the answer. */
async function declareLength(
  url: string,
  length: number,
): Promise<{ status: number | undefined; body: string }> {
  const request = httpRequest(url, {
    method: "POST",
    headers: { "content-type": "application/json", "content-length": length },
  });
  request.flushHeaders();
  return new Promise((resolve, reject) => {
    request.on("error", reject);
    request.on("response", (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text: string) => (body += text));
      response.on("end", () => {
        request.destroy();
        resolve({ status: response.statusCode, body });
      });
    });
  });
}

describe("serve", () => {
  test("finishes what is under way when it closes, and then takes nothing", async () => {
    const closing = await serve({ models, port: 0 });
    const { hostname, port } = new URL(closing.url);
    const body = JSON.stringify({ inputs: [point, picture], outputs: [{ name: "sum" }] });
    const head = `POST /v2/models/two-tasks/infer HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
    const socket = connect(Number(port), hostname);
    await once(socket, "connect");
    socket.write(head + body.slice(0, 10));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const started = performance.now();
    const closed = closing.close();
    await expect(fetch(`${closing.url}/v2`)).rejects.toThrow("fetch failed");
    let answer = "";
    socket.setEncoding("utf8").on("data", (text: string) => (answer += text));
    socket.write(body.slice(10));
    await once(socket, "end");
    await closed;
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(answer).toContain('"data":[128]');
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test("closes by signal", async () => {
    const controller = new AbortController();
    const { closed, url } = await serve({ models, port: 0, signal: controller.signal });
    expect((await fetch(`${url}/v2/health/live`)).status).toBe(200);
    controller.abort();
    await closed;
    await expect(fetch(url)).rejects.toThrow("fetch failed");
  });

  test("says in one sentence that a port is taken, or that there is nothing to serve", async () => {
    const port = Number(new URL(server.url).port);
    await expect(serve({ models, port })).rejects.toMatchObject({
      code: "address-unavailable",
      message: expect.stringMatching(
        /^The server should listen on 127\.0\.0\.1 port \d+; it cannot/,
      ) as string,
    });
    await expect(serve({ models: {}, port: 0 })).rejects.toMatchObject({ code: "config-invalid" });
    const model = models["failing"] as Model;
    await expect(serve({ models: { "a/b": model }, port: 0 })).rejects.toMatchObject({
      code: "config-invalid",
    });
  });
});
