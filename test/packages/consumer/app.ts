// What a stranger's project does with the packed packages: train, export, load, predict, with types from the config.
import { exportModel } from "@polyhead/exporter";
import { load } from "@polyhead/runtime";
import { train } from "@polyhead/trainer";
import { cnn, defineModel, shapes, shapesInput, shapesTasks } from "polyhead";

const config = defineModel({
  name: "shapes",
  inputs: { image: shapesInput(16) },
  tasks: shapesTasks,
  trunk: cnn({ filters: [4], dense: 16 }),
  data: shapes({ count: 64, testCount: 8, size: 16 }),
  training: { epochs: 1 },
});
const { model: trained, summary } = await train(config, { directory: "run" });
await exportModel({ model: trained, spec: summary.spec, path: "shapes.onnx" });
const model = await load<typeof config>("shapes.onnx", { device: "cpu" });
const { shape, angle } = await model.predict({ image: new Uint8Array(16 * 16 * 3) });
const name: "square" | "ellipse" | "triangle" | "star" | "cross" | "arrow" = shape.class;
// @ts-expect-error the classes are known
const wrong: "hexagon" = shape.class;
void wrong;
await model.dispose();
console.log(`predicted ${name} at ${angle.value.toFixed(1)}${angle.unit}`);
