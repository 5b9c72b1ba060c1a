import { adam, binary, characters, cosine, csv, defineModel, text, textCnn } from "polyhead";

// One molecule, twelve questions: which of these pathways in a cell does it disturb? Not every question was asked of each.
export default defineModel({
  name: "tox21",
  inputs: { smiles: text({ tokens: characters(), maxLength: 120 }) },
  tasks: {
    "NR-AR": binary(),
    "NR-AR-LBD": binary(),
    "NR-AhR": binary(),
    "NR-Aromatase": binary(),
    "NR-ER": binary(),
    "NR-ER-LBD": binary(),
    "NR-PPAR-gamma": binary(),
    "SR-ARE": binary(),
    "SR-ATAD5": binary(),
    "SR-HSE": binary(),
    "SR-MMP": binary(),
    "SR-p53": binary(),
  },
  trunk: textCnn({ embedding: 32, filters: [64, 64, 64], kernel: 5, dropout: 0.2 }),
  data: csv({ train: process.env["TOX21"] ?? "tox21.csv.gz", test: 0.2, seed: 0 }),
  training: {
    epochs: 15,
    batchSize: 32,
    optimizer: adam({ learningRate: 2e-3 }),
    schedule: cosine(),
    seed: 0,
    insight: false,
  },
});
