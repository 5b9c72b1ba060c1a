import { adam, csv, defineModel, mlp, numeric, regression, uncertainty } from "polyhead";

// The shape of a building in eight numbers: how much energy will it take to heat it, and to cool it?
export default defineModel({
  name: "energy",
  inputs: {
    building: numeric({
      columns: [
        "relative_compactness",
        "surface_area",
        "wall_area",
        "roof_area",
        "overall_height",
        "orientation",
        "glazing_area",
        "glazing_distribution",
      ],
    }),
  },
  tasks: {
    heating_load: regression({ unit: "kWh/m²" }),
    cooling_load: regression({ unit: "kWh/m²" }),
  },
  trunk: mlp({ units: [64, 64] }),
  balancing: uncertainty(),
  data: csv({ train: "energy-efficiency.csv", test: 0.2 }),
  training: { epochs: 80, batchSize: 32, optimizer: adam({ learningRate: 0.01 }), seed: 0 },
});
