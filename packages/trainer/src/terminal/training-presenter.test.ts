import { Writable } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import type { EpochRecord } from "../fit/epoch-record.ts";
import type { TrainingEvent } from "../fit/events.ts";
import { presentTraining } from "./training-presenter.ts";

const means = { steps: 1, objective: 1.5, losses: { label: 1, size: 0.5 }, weights: { label: 1, size: 1 } };
const metrics = { label: { accuracy: 0.25 }, size: { mae: 3, r2: 0.5 } };
const record: EpochRecord = {
  ...means,
  epoch: 1,
  seconds: 2,
  examplesPerSecond: 45,
  learningRate: 0.001,
  metrics: { train: metrics, validation: metrics },
  average: {},
};
const events: readonly TrainingEvent[] = [
  {
    type: "engine",
    choice: { name: "wasm", description: "1 thread", passedOver: [{ name: "webgpu", reason: "no GPU" }] },
  },
  { type: "reading", source: "shapes" },
  {
    type: "start",
    directory: "runs/1",
    parameters: 1234,
    examples: { train: 90, validation: 10, test: 0 },
    labels: { train: { label: 90, size: 45 }, validation: { label: 10, size: 5 }, test: {} },
    sources: { people: { train: 60, validation: 7 }, pets: { train: 30, validation: 3 } },
    epochs: 10,
    steps: 2,
    metrics: { label: "accuracy", size: "r2" },
  },
  { type: "step", epoch: 1, step: 1, means },
  { type: "epoch", record, best: true },
  { type: "interrupted", epoch: 2 },
];

function shown(isTTY: boolean, events: readonly TrainingEvent[], columns = 80): string {
  let text = "";
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      text += chunk.toString();
      done();
    },
  });
  const present = presentTraining(Object.assign(stream, { isTTY, columns }));
  for (const event of events) present(event);
  return text;
}

test("writes plain lines where there is no terminal, none wider than one", () => {
  expect(shown(false, events).split("\n")).toEqual([
    "engine  wasm (1 thread)",
    "        not webgpu: no GPU",
    "data    reading shapes",
    "        90 train, 10 validation",
    "        people: 60 train",
    "        pets: 30 train",
    "        labels: size 45 of 90",
    "metrics accuracy and R² on validation: 1 is perfect",
    "model   1,234 parameters → runs/1",
    "epoch  1/10  loss 1.500  label 0.250  size R² 0.500  45/s  best",
    "interrupted in epoch 2: saving",
    "",
  ]);
});

test("tells of a head that is found, and of no epochs where there are none", () => {
  const [engine, reading, start] = events as [
    TrainingEvent,
    TrainingEvent,
    TrainingEvent & { type: "start" },
  ];
  const found = { task: "size", examples: 45, strength: 0.01, folds: 5 };
  const adapting: readonly TrainingEvent[] = [
    engine,
    reading,
    { type: "fitting", task: "size" },
    { type: "head", ...found },
    { ...start, sources: {}, epochs: 0 },
  ];
  expect(shown(false, adapting).split("\n").slice(2)).toEqual([
    "data    reading shapes",
    "head    size: finding its weights",
    "        45 examples, penalty 0.01 (chosen by 5-fold cross-validation)",
    "data    90 train, 10 validation",
    "model   1,234 parameters → runs/1",
    "",
  ]);
});

test("draws a bar in a terminal", () => {
  expect(shown(true, events)).toMatch(/epoch 1\/10 \[█+░+\] 50%.*loss 1\.500/);
});

test("tells the average of tasks that do not fit in a terminal's line, and before that shortens their names", () => {
  const names = ["shape", "expected-number-of-days", "area-of-the-circle"];
  const values = Object.fromEntries(names.map((name) => [name, { accuracy: 0.5 }]));
  const [first] = events.filter(({ type }) => type === "start");
  const lines = (columns: number): string => {
    const metrics = Object.fromEntries(names.map((name) => [name, "accuracy"]));
    const own = { ...record, metrics: { validation: values }, average: { validation: 0.25 } };
    const text = shown(
      true,
      [
        { ...(first as Extract<TrainingEvent, { type: "start" }>), metrics },
        { type: "epoch", record: own, best: true },
      ],
      columns,
    );
    return stripVTControlCharacters(text);
  };
  expect(lines(120)).toMatch(
    /^epoch {2}1\/10 {2}loss 1.500 {2}shape 0.500 {2}expected-number-of-days 0.500/m,
  );
  expect(lines(90)).toMatch(/shape 0.500 {2}expect…-days 0.500 {2}area-o…ircle 0.500 {2}45\/s/);
  expect(lines(60)).toMatch(/^epoch {2}1\/10 {2}loss 1.500 {2}average 0.250 {2}45\/s {2}best$/m);
});
