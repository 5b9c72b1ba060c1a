import { adam, biLstm, classification, cosine, defineModel, tagged, tagging, text, words } from "polyhead";
import { intents, slots } from "./labels.ts";

const data = process.env["ATIS"] ?? "atis";

// One query, two questions: what is it for, and which words say from where, to where, when.
export default defineModel({
  name: "atis",
  inputs: { text: text({ tokens: words({ split: "spaces" }), maxLength: 64 }) },
  tasks: { intent: classification({ classes: intents }), slots: tagging({ entities: slots }) },
  trunk: biLstm({ embedding: 128, units: [128], dropout: 0.5 }),
  data: tagged({
    train: [`${data}/train`, `${data}/dev`],
    test: `${data}/test`,
    rename: { "seq.in": "text", "seq.out": "slots", label: "intent" },
  }),
  training: {
    epochs: 14,
    batchSize: 16,
    optimizer: adam({ learningRate: 4e-3 }),
    schedule: cosine(),
    clipNorm: 5,
    seed: 0,
    insight: false,
  },
});
