import { adam, classification, defineModel, memory, tagging, text, textCnn, words } from "polyhead";
import { entities, sentiments, tickets, topics } from "./tickets.ts";

// One ticket, three questions: what is it about, how does its author feel, and what does it name.
export default defineModel({
  name: "support",
  inputs: { text: text({ tokens: words({ split: "spaces" }), maxLength: 64 }) },
  tasks: {
    topic: classification({ classes: topics }),
    sentiment: classification({ classes: sentiments }),
    entities: tagging({ entities }),
  },
  trunk: textCnn({ embedding: 64, filters: [64, 64], dropout: 0.3 }),
  data: memory({ train: tickets(2000, 1, "train"), test: tickets(500, 1, "test") }),
  training: { epochs: 6, batchSize: 32, optimizer: adam({ learningRate: 3e-3 }), seed: 0, insight: false },
});
