import {
  categorical,
  classification,
  dates,
  image,
  numeric,
  PolyheadError,
  regression,
  type ModelShape,
} from "@polyhead/spec";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import sharp from "sharp";
import { expect, test } from "vitest";
import { csv, type CsvOptions } from "./csv.ts";
import { memory } from "./memory.ts";
import { temporaryFolder } from "./testing/temporary-folder.ts";

const shape: ModelShape = {
  inputs: { row: numeric({ columns: ["age", "pay"] }) },
  tasks: { job: classification({ classes: ["nurse", "café owner"] }), stay: regression() },
};

const TEXT = "age,pay,job,stay\n31,1.5,nurse,2\n40,-2e3,café owner,0.25\n";

const LABELS = [
  { job: "nurse", stay: 2 },
  { job: "café owner", stay: 0.25 },
];

/** Labels of what is read of a file with this content. */
async function read(content: string | Uint8Array, options: Partial<CsvOptions> = {}): Promise<unknown[]> {
  await using folder = await temporaryFolder();
  const train = await folder.write("table.csv", content);
  const examples = await Array.fromAsync(csv({ train, ...options }).train(shape));
  return examples.map(({ labels }) => labels);
}

test("a row is an example: numbers parsed, labels by name, and where it is from", async () => {
  await using folder = await temporaryFolder();
  const train = await folder.write("table.csv", TEXT);
  expect(await Array.fromAsync(csv({ train }).train(shape))).toMatchObject([
    { inputs: { row: [31, 1.5] }, labels: LABELS[0], place: `${train}, row 1` },
    { inputs: { row: [40, -2000] }, labels: LABELS[1], place: `${train}, row 2` },
  ]);
});

test("a label may be told from what its column holds", async () => {
  const labelOf = { stay: (text: string) => (text === "2" ? null : text.length) };
  expect(await read(`${TEXT}50,1,nurse,?\n`, { labelOf, missing: ["?"] })).toEqual([
    { job: "nurse", stay: null },
    { job: "café owner", stay: 4 },
    { job: "nurse", stay: null },
  ]);
});

test("columns of values and dates are texts, null where one is missing", async () => {
  await using folder = await temporaryFolder();
  const train = await folder.write("table.csv", "day,code,job\n2026-11-24,007,?\n,, nurse\n");
  const table: ModelShape = {
    inputs: { row: categorical({ columns: ["job", "code"] }), start: dates({ columns: ["day"] }) },
    tasks: {},
  };
  const source = csv({ train, missing: ["?"], trim: true });
  const examples = await Array.fromAsync(source.train(table));
  expect(examples.map(({ inputs }) => inputs)).toEqual([
    { row: [null, "007"], start: ["2026-11-24"] },
    { row: ["nurse", null], start: [null] },
  ]);
});

test.each([
  ["semicolons", TEXT.replaceAll(",", ";")],
  ["tabs", TEXT.replaceAll(",", "\t")],
  ["bars", TEXT.replaceAll(",", "|")],
  ["CRLF", TEXT.replaceAll("\n", "\r\n")],
  ["CR", TEXT.replaceAll("\n", "\r")],
  ["line ends of both kinds", TEXT.replace("\n", "\r\n")],
  ["no line end at its end", TEXT.trimEnd()],
  ["blank lines", TEXT.replaceAll("\n", "\n\n")],
  ["quotes", TEXT.replaceAll(/[^,\n]+/g, '"$&"')],
  ["a UTF-8 byte order mark", `\uFEFF${TEXT}`],
  ["UTF-16, little end first", Buffer.from(`\uFEFF${TEXT}`, "utf16le")],
  ["UTF-16, big end first", Buffer.from(`\uFEFF${TEXT}`, "utf16le").swap16()],
  ["Latin-1", Buffer.from(TEXT, "latin1")],
  ["gzip", gzipSync(TEXT)],
])("a file with %s is read the same", async (_, content) => {
  expect(await read(content)).toEqual(LABELS);
});

test("quoted cells hold delimiters, line ends and quotes", async () => {
  const wide: ModelShape = { ...shape, tasks: { job: classification({ classes: ['a, "b"\nc', "d"] }) } };
  await using folder = await temporaryFolder();
  const train = await folder.write("table.csv", 'age,pay,job\n1,2,"a, ""b""\nc"\n');
  const [example] = await Array.fromAsync(csv({ train }).train(wide));
  expect(example?.labels).toEqual({ job: 'a, "b"\nc' });
});

test("encodings are told apart wherever the first letter beyond ASCII is, and may be named", async () => {
  const long = `age,pay,job,stay\n${"1,2,nurse,3\n".repeat(20_000)}40,1,café owner,5\n`;
  const last = { job: "café owner", stay: 5 };
  expect((await read(Buffer.from(long, "utf8"))).at(-1)).toEqual(last);
  expect((await read(Buffer.from(long, "latin1"))).at(-1)).toEqual(last);
  // The only letter beyond ASCII at the very end, and a chunk that ends within one.
  const end = `age,pay,job,stay\n${"1,2,nurse,3\n".repeat(3)}1,2,café`;
  for (const bytes of [Buffer.from(end, "latin1"), Buffer.from(end, "utf8")]) {
    const options = { columns: ["age", "pay", "job", "stay"], labels: ["job"] };
    await expect(read(bytes.subarray(17), options)).rejects.toThrow("there are 3");
    await expect(read(Buffer.concat([bytes, Buffer.from(",3\n")]), {})).rejects.toThrow('it holds "café"');
  }
  for (const pad of [0, 1, 2]) {
    const start = `age,pay,job,stay,note\n1,2,nurse,3,${"x".repeat(65_536 - 35 + pad)}`;
    expect(await read(Buffer.from(`${start}éé\n1,2,café owner,3,é\n`))).toHaveLength(2);
  }
  const cyrillic = Buffer.from(TEXT.replace("café owner", "\xcf"), "latin1");
  await expect(read(cyrillic, { encoding: "koi8-r" })).rejects.toThrow("о");
  await expect(read(TEXT, { encoding: "klingon" })).rejects.toThrow("klingon");
  await expect(read(Buffer.from(`${long}\xff`, "latin1"), { encoding: "utf-8" })).rejects.toThrow("encoding");
  await expect(read(Buffer.from(TEXT, "utf16le"))).rejects.toThrow("zero bytes");
});

test("labels may be missing, as nothing or as what the config says", async () => {
  const text = "age,pay,job,stay\n1,2,,3\n1,2,nurse,\n1,2,?,-999\n";
  expect(await read(text, { missing: ["?", "-999"] })).toEqual([
    { job: null, stay: 3 },
    { job: "nurse", stay: null },
    { job: null, stay: null },
  ]);
  expect(await read(text.replaceAll(",", ", "), { missing: ["?", "-999"], trim: true })).toHaveLength(3);
});

test("columns are named by the config: where there is no header, and where the file says otherwise", async () => {
  const rows = TEXT.slice(TEXT.indexOf("\n") + 1);
  expect(await read(rows, { columns: ["age", "pay", "job", "stay"] })).toEqual(LABELS);
  expect(await read(TEXT.replace("job", "work"), { rename: { work: "job" } })).toEqual(LABELS);
  const some = TEXT.replace("job", "work");
  expect(await read(some, { labels: ["stay"] })).toEqual([{ stay: 2 }, { stay: 0.25 }]);
});

test.each([
  [
    "age,pay,job,stay\n1,2,nurse,3\n1,two,nurse,3\n",
    'row 2: column "pay" should hold a number; it holds "two"',
  ],
  ["age,pay,job,stay\n1,2,pilot,3\n", 'row 1: column "job" should hold one of the classes nurse, café owner'],
  ["age,pay,job,stay\n1,2,nurse,0x10\n", 'row 1: column "stay" should hold a number'],
  ["age,pay,job,stay\n1,2,nurse\n", "row 1: there should be 4 cells, one a column; there are 3"],
  ["age,pay,job,stay\n1,2,nurse,3,4\n", "row 1: there should be 4 cells, one a column; there are 5"],
  ['age,pay,job,stay\n1,2,"nur"se",3\n', "row 1: a quoted cell should end at its closing quote"],
  ['age,pay,job,stay\n1,2,"nurse,3\n1,2,nurse,3\n', "close every quote; one in row 1 is"],
  ["age,pay,work,stay\n1,2,nurse,3\n", 'should have the column "job"; it has age, pay, work, stay'],
  ["age,pay,job,job\n1,2,nurse,3\n", '"job" is there twice'],
  ["", "is empty"],
  ["age,pay,job,stay\n", "should have rows below its header"],
  [gzipSync(TEXT).subarray(0, 30), "should be whole gzip"],
])("wrong data is an error with its place (%#)", async (content, message) => {
  const error = await read(content).catch((error: unknown) => error);
  expect(error).toMatchObject({ name: "PolyheadError", code: "data-invalid" });
  expect((error as PolyheadError).message).toContain("table.csv");
  expect((error as PolyheadError).message).toContain(message);
});

test("rows that are wrong are passed over and counted where that is asked for", async () => {
  await using folder = await temporaryFolder();
  const train = await folder.write("t.csv", `${TEXT}x,2,nurse,3\n1,2\n1,2,pilot,4\n5,6,nurse,7\n`);
  const source = csv({ train, test: train, onBadRow: "skip" });
  expect(await Array.fromAsync(source.train(shape))).toHaveLength(3);
  expect(source.skipped()).toEqual([
    {
      split: "train",
      count: 3,
      first: [
        expect.stringContaining("row 3"),
        expect.stringContaining("row 4"),
        expect.stringContaining("row 5"),
      ],
    },
    { split: "test", count: 0, first: [] },
  ]);
  await expect(Array.fromAsync(source.withBadRows("fail").train(shape))).rejects.toThrow("row 3");
});

test("numbers may be written with a comma, and with signs between thousands", async () => {
  await using folder = await temporaryFolder();
  const train = await folder.write("t.csv", "a;y\n1.234,5;-0,25\n7;1.000\n");
  const shape = { inputs: { row: numeric({ columns: ["a"] }) }, tasks: { y: regression() } };
  const rows = await Array.fromAsync(csv({ train, decimal: ",", thousands: "." }).train(shape));
  expect(rows.map(({ inputs, labels }) => [inputs["row"], labels["y"]])).toEqual([
    [[1234.5], -0.25],
    [[7], 1000],
  ]);
  await expect(Array.fromAsync(csv({ train, decimal: "," }).train(shape))).rejects.toThrow(
    'row 1: column "a" should hold a number; it holds "1.234,5"',
  );
  expect(() => csv({ train, decimal: ",", thousands: "," })).toThrow("`thousands` should be");
});

test("blank lines above the header are passed over", async () => {
  await using folder = await temporaryFolder();
  const train = await folder.write("t.csv", "\n\r\na,y\n\n1,2\n");
  const shape = { inputs: { row: numeric({ columns: ["a"] }) }, tasks: { y: regression() } };
  const [first] = await Array.fromAsync(csv({ train }).train(shape));
  expect(first).toMatchObject({ inputs: { row: [1] }, labels: { y: 2 } });
});

test("a share of the rows is the test split, the same at every reading", async () => {
  await using folder = await temporaryFolder();
  const rows = Array.from({ length: 5000 }, (_, index) => `${index},0,nurse,${index}`);
  const train = await folder.write("t.csv", `age,pay,job,stay\n${rows.join("\n")}`);
  const stays = async (source: ReturnType<typeof csv>, split: "train" | "test"): Promise<unknown[]> =>
    (await Array.fromAsync(source[split]?.(shape) ?? memory({ train: [] }).train())).map(
      ({ labels }) => labels["stay"],
    );
  const source = csv({ train, test: 0.2 });
  const held = await stays(source, "test");
  expect(held.length).toBeGreaterThan(900);
  expect(held.length).toBeLessThan(1100);
  expect(new Set([...held, ...(await stays(source, "train"))]).size).toBe(5000);
  expect(await stays(csv({ train, test: 0.2 }), "test")).toEqual(held);
  expect(await stays(csv({ train, test: 0.2, seed: 1 }), "test")).not.toEqual(held);
});

test("several files are read one after another", async () => {
  await using folder = await temporaryFolder();
  const train = [
    await folder.write("a.csv", TEXT),
    await folder.write("b.csv", "stay,job,pay,age\n7,nurse,1,2\n"),
  ];
  const examples = await Array.fromAsync(csv({ train }).train(shape));
  expect(examples.map(({ labels }) => labels["stay"])).toEqual([2, 0.25, 7]);
  expect(examples[2]).toMatchObject({ inputs: { row: [2, 1] }, place: `${train[1]}, row 1` });
});

test("pictures are files that rows name, beside the table", async () => {
  const pictures: ModelShape = {
    inputs: { photo: image({ height: 2, width: 3 }) },
    tasks: { stay: regression() },
  };
  await using folder = await temporaryFolder();
  await mkdir(join(folder.path, "photos"));
  const red = sharp({ create: { width: 3, height: 2, channels: 3, background: "red" } });
  await red.png().toFile(join(folder.path, "photos", "a.png"));
  const rows = Array.from({ length: 20 }, (_, index) => `photos/a.png,${index}`);
  const train = await folder.write("t.csv", `photo,stay\n${rows.join("\n")}\n`);
  const examples = await Array.fromAsync(csv({ train }).train(pictures));
  expect(examples.map(({ labels }) => labels["stay"])).toEqual([...rows.keys()]);
  expect(examples[19]?.inputs["photo"]).toMatchObject({ width: 3, height: 2, channels: 3 });
  const other: ModelShape = { ...pictures, inputs: { photo: image({ height: 4, width: 4 }) } };
  await expect(Array.fromAsync(csv({ train }).train(other))).rejects.toThrow(
    /row 1: .* 4×4 pixels; it has 3×2/,
  );
  expect(await Array.fromAsync(csv({ train, resize: "cover" }).train(other))).toHaveLength(20);
  const gone = await folder.write("g.csv", "photo,stay\nnone.png,1\n");
  await expect(Array.fromAsync(csv({ train: gone }).train(pictures))).rejects.toThrow("none.png");
});

test.each([
  [{ train: [] }, "train"],
  [{ train: "a.csv", test: 1.5 }, "test"],
  [{ train: "a.csv", seed: 0.5 }, "seed"],
  [{ train: "a.csv", delimiter: "::" }, "delimiter"],
  [{ train: "a.csv", header: true }, "header"],
])("an option that cannot be is refused (%#)", (options, name) => {
  expect(() => csv(options as CsvOptions)).toThrow(expect.objectContaining({ code: "config-invalid" }));
  expect(() => csv(options as CsvOptions)).toThrow(name);
});

test("a file that is not there, a folder, and one row without end", async () => {
  await using folder = await temporaryFolder();
  await expect(Array.fromAsync(csv({ train: join(folder.path, "no.csv") }).train(shape))).rejects.toThrow(
    expect.objectContaining({ code: "data-missing" }),
  );
  await expect(Array.fromAsync(csv({ train: folder.path }).train(shape))).rejects.toThrow("it is a folder");
  const open = gzipSync(`age,pay,job,stay\n1,2,"${"x".repeat(20 * 1024 * 1024)}`);
  await expect(read(open)).rejects.toThrow("rows of at most 16777216 characters");
  const columns = Array.from({ length: 200_000 }, (_, index) => `c${index}`).join(",");
  await expect(read(`${columns}\n`)).rejects.toThrow("at most 100000 columns");
});
