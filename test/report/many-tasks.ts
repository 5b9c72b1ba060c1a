// A small model of two or eight tasks, some with long names, to draw reports of.
import { classification, numeric, regression, type Example, type TaskSpec } from "@polyhead/spec";
import {
  cnn,
  defineModel,
  shapes,
  shapesInput,
  shapesTasks,
  type ModelConfig,
  type Sharing,
  type Source,
  type TrainingOptions,
} from "@polyhead/trainer";

const { shape, color, size, angle } = shapesTasks;

const tasks: Readonly<Record<string, TaskSpec>> = {
  shape,
  size,
  color,
  angle,
  "leans-to-the-left": classification({ classes: ["yes", "no"] }),
  "area-of-the-circumscribed-circle": regression({ unit: "% of the picture" }),
  round: classification({ classes: ["round", "angular"] }),
  brightness: regression(),
};

function labelsOf({ inputs, labels }: Example): Example["labels"] {
  const pixels = inputs["image"] as Uint8Array;
  return {
    ...labels,
    "leans-to-the-left": Number(labels["angle"]) < 0 ? "yes" : "no",
    "area-of-the-circumscribed-circle": (Math.PI * Number(labels["size"]) ** 2) / 400,
    round: labels["shape"] === "circle" ? "round" : "angular",
    brightness: pixels.reduce((sum, value) => sum + value, 0) / pixels.length,
  };
}

async function* withLabels(examples: AsyncIterable<Example>): AsyncGenerator<Example> {
  for await (const example of examples) {
    const labels = labelsOf(example);
    const scene = {
      zoom: Number(labels["size"]) / 90,
      "time-of-day-in-hours": Math.sin(Number(labels["angle"])),
    };
    yield { inputs: { ...example.inputs, scene }, labels };
  }
}

/** @param count of tasks, up to 8 */
export function manyTasks(
  count: number,
  sharing: Sharing,
  { examples, ...training }: TrainingOptions & { readonly examples: number },
): ModelConfig {
  const drawn = shapes({ count: examples, size: 16 });
  const data: Source = { name: "shapes", train: () => withLabels(drawn.train()) };
  return defineModel({
    name: `shapes-of-${count}-tasks`,
    inputs: { image: shapesInput(16), scene: numeric({ columns: ["zoom", "time-of-day-in-hours"] }) },
    tasks: Object.fromEntries(Object.entries(tasks).slice(0, count)),
    trunk: cnn({ filters: [8], dense: 16 }),
    sharing,
    data,
    training: { validationSplit: 0.2, ...training },
  });
}
