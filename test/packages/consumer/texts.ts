// The same for texts beside rows of a table, and over HTTP.
import { exportModel } from "@polyhead/exporter";
import { load } from "@polyhead/runtime";
import { serve } from "@polyhead/server";
import { train } from "@polyhead/trainer";
import {
  binary,
  categorical,
  classification,
  defineModel,
  memory,
  numeric,
  regression,
  tagging,
  text,
  wordBag,
  words,
} from "polyhead";

const asked = ["fly to Rome now", "stay in Paris", "fly to Paris", "stay"];
const config = defineModel({
  name: "travel",
  inputs: {
    query: text({ tokens: words({ minCount: 1 }) }),
    budget: numeric({ columns: ["euro"], missing: "mean" }),
    who: categorical({ columns: ["job"] }),
  },
  tasks: {
    intent: classification({ classes: ["fly", "stay"] }),
    soon: binary(),
    nights: regression({ loss: "gaussian", unit: "nights" }),
    slots: tagging({ entities: ["city"] }),
  },
  trunk: wordBag({ embedding: 4, units: [8] }),
  data: memory({
    train: asked.map((query, at) => ({
      inputs: { query, budget: [at === 1 ? null : 100 * at], who: [at % 2 === 0 ? "cook" : "clerk"] },
      labels: {
        intent: query.startsWith("fly") ? "fly" : "stay",
        soon: at === 0,
        nights: at,
        slots: query.split(" ").map((word) => (/^[RP]/.test(word) ? "B-city" : "O")),
      },
    })),
  }),
  training: { epochs: 2, batchSize: 2, validationSplit: 0 },
});
const { model: trained, summary } = await train(config, { directory: "run-texts" });
await exportModel({ model: trained, spec: summary.spec, path: "travel.onnx" });
const model = await load<typeof config>("travel.onnx", { device: "cpu" });
const query = "fly to New York";
const { intent, soon, nights, slots } = await model.predict({ query, budget: { euro: null }, who: ["cook"] });
const chosen: "fly" | "stay" = intent.class;
const answer: "yes" | "no" = soon.class;
const tags: ("O" | "B-city" | "I-city")[] = slots.words.map(({ tag }) => tag);
// @ts-expect-error the entities are known
const wrong: "day"[] = slots.entities.map(({ type }) => type);
void wrong;
if (tags.length !== 4) throw new Error(`4 words should have a tag each; received ${tags.length}`);

const server = await serve({ models: { travel: await load("travel.onnx", { device: "cpu" }) }, port: 0 });
const inputs = [
  { name: "query", shape: [1], datatype: "BYTES", data: [query] },
  { name: "budget", shape: [1, 1], datatype: "FP32", data: [null] },
  { name: "who", shape: [1, 1], datatype: "BYTES", data: ["cook"] },
];
const response = await fetch(`${server.url}/v2/models/travel/infer`, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ inputs, outputs: [{ name: "nights" }] }),
});
const { outputs } = (await response.json()) as { outputs: { data: number[] }[] };
const [value, deviation] = outputs[0]?.data ?? [];
if (value !== nights.value || deviation !== nights.deviation)
  throw new Error(
    `the server should answer ${nights.value}, ${nights.deviation}; it answers ${value}, ${deviation}`,
  );
await server.close();
await model.dispose();
console.log(
  `predicted ${chosen}, soon: ${answer}, ${nights.value.toFixed(1)} ± ${nights.deviation.toFixed(1)}`,
);
