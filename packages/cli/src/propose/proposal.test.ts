import { profileTable } from "@polyhead/trainer";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { configText } from "./config-text.ts";
import { propose, type Proposal } from "./proposal.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "polyhead-propose-"));
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

async function proposed(content: string, tasks?: readonly string[]): Promise<Proposal> {
  const path = join(folder, "t.csv");
  await writeFile(path, content);
  return propose(await profileTable(path, { onBadRow: "skip" }), tasks);
}

const shops = [
  "id,opened,size,city,photo,note,same,stars,Umsatz (€)",
  ...Array.from({ length: 60 }, (_, row) =>
    [
      `shop-${row}`,
      `20${10 + (row % 10)}-05-01`,
      row % 7 === 0 ? "?" : row * 1.5,
      ["Bonn", "Köln", "Ulm"][row % 3],
      `photos/${row}.jpg`,
      `a note of some words number ${row}`,
      "x",
      row % 5,
      row * 3.25,
    ].join(","),
  ),
].join("\n");

test("a column's values and name tell what it is", async () => {
  const { inputs, tasks, leftOut, rename, missing } = await proposed(shops, ["stars", "Umsatz (€)"]);
  expect(inputs).toEqual([
    { name: "numbers", role: { kind: "numeric" }, columns: ["size"], gaps: true },
    { name: "categories", role: { kind: "categorical" }, columns: ["city"], gaps: false },
    { name: "dates", role: { kind: "dates" }, columns: ["opened"], gaps: false },
    { name: "note", role: { kind: "text", tokens: "words" }, columns: ["note"], gaps: false },
  ]);
  expect(tasks.map(({ name, role }) => [name, role])).toEqual([
    ["stars", { kind: "classification", classes: ["0", "1", "2", "3", "4"] }],
    ["Umsatz", { kind: "regression" }],
  ]);
  expect(leftOut).toEqual([
    { column: "id", reason: "it names rows" },
    { column: "photo", reason: "a model reads one text or picture; this one reads note" },
    { column: "same", reason: "it has the same value in all rows" },
  ]);
  expect(rename).toEqual({ "Umsatz (€)": "Umsatz" });
  expect(missing).toEqual(["?"]);
});

test("the config says it all, with what could be changed", async () => {
  const numbered = shops.replaceAll(/a note of some words number \d+/g, "7");
  const pictures = configText("shops", "data/shops.csv", await proposed(numbered, ["stars", "Umsatz (€)"]));
  for (const part of ["photo: image({ height: 64, width: 64 }),", 'resize: "cover"', "trunk: cnn("])
    expect(pictures).toContain(part);
  const text = configText("shops", "data/shops.csv", await proposed(shops, ["stars", "Umsatz (€)"]));
  for (const part of [
    'numbers: numeric({ columns: ["size"], missing: "mean" }),',
    "trunk: textCnn(),",
    "note: text({ tokens: words() }),",
    'stars: classification({ classes: ["0", "1", "2", "3", "4"] }),',
    'train: "data/shops.csv"',
    'missing: ["?"]',
    'rename: { "Umsatz (€)": "Umsatz" }',
    "Left out are\n  //   id: it names rows\n  //   photo: a model reads one text or picture; this one reads note\n  //   same: it",
  ])
    expect(text).toContain(part);
});

const rows = (count: number, row: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => row(index)).join("\n");

test.each([
  [
    "names that say so",
    `a,intent,b\n${rows(40, (at) => `${at / 2},${at % 3 ? "buy" : "sell"},${at}`)}`,
    ["intent"],
  ],
  [
    "marks of 0 and 1 with gaps",
    `p,q,a\n${rows(40, (at) => `${at % 2},${at % 3 ? at % 2 : ""},x${at}`)}`,
    ["q"],
  ],
  ["measured numbers at the end", `a,b,c\n${rows(40, (at) => `${at % 4},${at / 7},${at / 3}`)}`, ["b", "c"]],
  [
    "the last column, where all are alike",
    `a,b,c,d\n${rows(40, (at) => [3, 5, 7, 9].map((by) => at / by).join(","))}`,
    ["d"],
  ],
  ["the last column", `a,b\n${rows(40, (at) => `${at % 4},${at % 3 ? "u" : "v"}`)}`, ["b"]],
])("without --task: %s", async (_, content, names) => {
  const { tasks } = await proposed(content);
  expect(tasks.map(({ name }) => name)).toEqual(names);
});

test.each([
  ["y", (at: number) => at % 2, { kind: "binary" }],
  ["y", (at: number) => (at % 3 ? "no" : "yes"), { kind: "binary", positive: "yes", negative: "no" }],
  [
    "y",
    (at: number) => (at % 3 ? "- 50000." : "50000+."),
    { kind: "binary", positive: "50000+.", negative: "- 50000." },
  ],
  [
    "y",
    (at: number) => ["low", "mid", "high"][at % 3],
    { kind: "classification", classes: ["high", "low", "mid"] },
  ],
  ["y", (at: number) => at % 2 === 0, { kind: "binary", positive: "true", negative: "false" }],
  ["y", (at: number) => at % 30, { kind: "count" }],
  ["y", (at: number) => (at % 30) - 5, { kind: "regression" }],
])("labels tell the kind of task (%#)", async (name, value, role) => {
  const { tasks } = await proposed(`a,${name}\n${rows(60, (at) => `${at / 3},${value(at)}`)}`);
  expect(tasks[0]?.role).toEqual(role);
});

test("files without a header, and with spaces around text", async () => {
  const proposal = await proposed(
    rows(40, (at) => `${at}, ${at % 2 ? "Never married" : "Widowed"}, ${at % 3 ? "u" : "v"}`),
  );
  expect(proposal).toMatchObject({ trim: true, profile: { unnamed: true }, tasks: [{ name: "column3" }] });
  expect(configText("m", "m.csv", proposal)).toContain('columns: ["column1", "column2", "column3"]');
});

test("numbers as a table writes them, and what is wrong in it", async () => {
  const content = `Fläche;Preis;Ort;Notiz\n${rows(60, (at) => `${at % 9 ? `${at},5` : "k. A."};1.${100 + at},25;${["Ulm", "Bonn"][at % 2]};${at === 7 ? "a;b" : "a"}`)}`;
  const proposal = await proposed(content, ["Preis"]);
  expect(proposal).toMatchObject({
    inputs: [{ role: { kind: "numeric" }, gaps: true }, { role: { kind: "categorical" } }],
    tasks: [{ role: { kind: "regression" } }],
    missing: ["k. A."],
    wrongRows: 1,
  });
  const text = configText("m", "m.csv", proposal);
  for (const part of [
    'decimal: ","',
    'thousands: "."',
    'onBadRow: "skip"',
    "(1 with other numbers of cells)",
    "among the numbers of Fläche",
  ])
    expect(text).toContain(part);
});

test("a text that is a category elsewhere is no mark for what is missing", async () => {
  const content = `a,b,y\n${rows(60, (at) => `${at % 20 ? at / 3 : "Ulm"},${["Ulm", "Bonn"][at % 2]},${at % 3}`)}`;
  const proposal = await proposed(content);
  expect(proposal).toMatchObject({ missing: [], wrongRows: 3 });
  expect(configText("m", "m.csv", proposal)).toContain("(3 without a number in a)");
});

test("texts of many kinds among numbers are passed over with their rows", async () => {
  const proposal = await proposed(`a,b\n${rows(100, (at) => `${at % 25 ? at / 3 : `x${at}`},${at % 3}`)}`);
  expect(proposal).toMatchObject({ missing: [], wrongRows: 4 });
  expect(configText("m", "m.csv", proposal)).toContain("(4 without a number in a)");
});

test.each([
  [
    "dates as elsewhere",
    (at: number) => `${(at % 28) + 1}.${(at % 12) + 1}.2024`,
    "write them like 2024-12-31",
  ],
  ["dates with names", (at: number) => `${(at % 28) + 1} Jan ${2000 + at}`, "write them like 2024-12-31"],
  ["money", (at: number) => `€${at / 4}`, "write them without signs and units"],
  ["shares", (at: number) => `${at / 4} %`, "write them without signs and units"],
])("%s are left out, and why", async (_, value, reason) => {
  const { leftOut } = await proposed(`c,x,y\n${rows(60, (at) => `${value(at)},${at / 3},${at % 2}`)}`);
  expect(leftOut).toEqual([{ column: "c", reason: expect.stringContaining(reason) as string }]);
});

test("JSON's objects are left out, and its lists are labels", async () => {
  const path = join(folder, "t.jsonl");
  const line = (at: number): string =>
    JSON.stringify({ who: { age: at }, size: at / 3, tags: [["a"], [], ["a", "b"]][at % 3] });
  await writeFile(path, rows(60, line));
  const proposal = propose(await profileTable(path));
  expect(proposal).toMatchObject({
    tasks: [{ name: "tags", role: { kind: "multiLabel", labels: ["a", "b"] } }],
    leftOut: [{ column: "who", reason: "it holds objects: give their parts columns of their own" }],
  });
  expect(configText("m", "t.jsonl", proposal)).toContain('tags: multiLabel({ labels: ["a", "b"] })');
});

test("a column's name may have lines, and no comment breaks", async () => {
  const content = `"my\nid",a,b\n${rows(60, (at) => `k${at},${at / 3},${at % 2}`)}`;
  expect(configText("m", "m.csv", await proposed(content))).toContain("//   my id: it");
});

test("the last column is passed over where it is different in each row", async () => {
  const { tasks } = await proposed(
    `a,kind,name\n${rows(60, (at) => `${at / 3},${at % 3 ? "u" : "v"},n${at}`)}`,
  );
  expect(tasks.map(({ name }) => name)).toEqual(["kind"]);
});

test.each([
  [
    "nothing to predict",
    `a,b\n${rows(60, (at) => `n${at},m${at}`)}`,
    '"a" holds 60 different texts in 60 rows',
  ],
  [
    "labels alone",
    `label\n${rows(40, (at) => (at % 2 ? "a" : "b"))}`,
    "besides those to predict (label); it has none",
  ],
  [
    "lines above the header",
    `# made by a tool\na,b\n${rows(40, (at) => `${at},1`)}`,
    "Remove what is above the header",
  ],
  ["a name that is there twice", `x,x,y\n${rows(40, (at) => `${at},1,2`)}`, '"x" is there twice'],
])("%s: it says what to do", async (_, content, message) => {
  await expect(proposed(content)).rejects.toThrow(message);
});

test("what can be no label is refused", async () => {
  const content = `a,b\n${rows(2000, (at) => `${at},word${at}`)}`;
  await expect(proposed(content, ["c"])).rejects.toThrow('(a, b); received "c"');
  await expect(proposed(content, ["b"])).rejects.toThrow('"b" holds more than 1000');
});
