import { load, type Model } from "@polyhead/runtime";
import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createApp } from "../create-app.ts";
import { readsText, seesPictures, table, twoTasks } from "../fixture/models.ts";

const models: Record<string, Model> = {};
let app: ReturnType<typeof createApp>;

beforeAll(async () => {
  models["table"] = await load(table(), { device: "cpu" });
  models["reads-text"] = await load(readsText(), { device: "cpu" });
  models["sees-pictures"] = await load(seesPictures(), { device: "cpu" });
  models["two-tasks"] = await load(twoTasks(), { device: "cpu" });
  app = createApp(models);
});
afterAll(() => Promise.all(Object.values(models).map((model) => model.dispose())));

async function page(path: string): Promise<{ status: number; text: string; policy: string }> {
  const response = await app.request(path);
  const policy = response.headers.get("content-security-policy") ?? "";
  return { status: response.status, text: await response.text(), policy };
}

async function predict(name: string, inputs: unknown): Promise<{ status: number; text: string }> {
  const response = await app.request(`/try/${name}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ inputs }),
  });
  return { status: response.status, text: await response.text() };
}

test("the first model's page is at /, with a field for each column and links to the others", async () => {
  const { status, text } = await page("/");
  expect(status).toBe(200);
  expect([...text.matchAll(/data-column="(\w+)"/g)].map(([, column]) => column)).toEqual([
    "job",
    "town",
    "day",
  ]);
  expect(text).toMatch(/<option>clerk<\/option>\s*<option>naïve<\/option>/);
  expect([...text.matchAll(/href="(\/try\/[^"]+)"/g)].map(([, link]) => link)).toEqual(
    Object.keys(models).map((name) => `/try/${name}`),
  );
  expect((await page("/try/nothing")).status).toBe(404);
});

test("the page may run its own script and no other", async () => {
  const { text, policy } = await page("/try/table");
  const [, script = ""] = /<script>([\s\S]*)<\/script>/.exec(text) ?? [];
  expect(script).toContain("fetch(");
  expect(policy).toContain(`script-src 'sha256-${createHash("sha256").update(script).digest("base64")}'`);
  expect(policy).toContain("default-src 'none'");
});

test("predicts rows of a table, and tells how to ask the same by the protocol", async () => {
  const { status, text } = await predict("table", {
    person: { job: "naïve", town: "Rome" },
    start: { day: "2010-05-01" },
  });
  expect(status).toBe(200);
  expect(text).toMatch(/data-task="job"[\s\S]*<div class="answer" dir="auto">3<\/div>/);
  const [, body = ""] = /-d &#39;([\s\S]*)&#39;/.exec(text) ?? [];
  const request: unknown = JSON.parse(body.replaceAll("&quot;", '"'));
  const response = await app.request("/v2/models/table/infer", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(request),
  });
  expect(await response.json()).toMatchObject({ outputs: [{ name: "job", data: [3] }, { name: "year" }] });
});

test("predicts texts and pictures, whose pixels come as bytes", async () => {
  expect((await predict("reads-text", { query: "a b" })).text).toContain(">5</div>");
  const pixels = Buffer.from([1, 2, 3, 4]).toString("base64");
  expect((await predict("sees-pictures", { picture: pixels })).text).toContain(">10 lx</div>");
  expect((await page("/try/sees-pictures")).text).toContain('accept="image/*"');
});

test.each([
  ["sees-pictures", { picture: "" }, "Choose a picture for &quot;picture&quot;."],
  ["sees-pictures", { picture: "/etc/hostname.png" }, "should be 4 bytes in base64, 2 × 2 × 1; received"],
  ["table", { person: { job: "<b>", town: {} } }, "The body should be"],
  ["table", { person: { job: "a", town: "b" }, start: { day: "<b>" } }, "&lt;b&gt;"],
  ["two-tasks", {}, "has no manifest"],
])("refuses for %s %j", async (name, inputs, message) => {
  const { status, text } = await predict(name, inputs);
  expect(status).toBe(400);
  expect(text).toContain('<p class="error">');
  expect(text).toContain(message);
  expect(text).not.toContain("<b>");
});

test("a model without a manifest has a page that tells its tensors", async () => {
  const { status, text } = await page("/try/two-tasks");
  expect(status).toBe(200);
  expect(text).toContain("picture: float32 [batch, 2, 2, 1]");
});
