import { load, type RawTensor } from "@polyhead/runtime";
import {
  bytePairs,
  categorical,
  dates,
  encodeBatch,
  image,
  numeric,
  regression,
  text,
  words,
  type FittedInput,
  type Inputs,
  type ModelShape,
} from "@polyhead/spec";
import { cnn, csv, defineModel, train, wordBag, type RowSource } from "@polyhead/trainer";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBrowser, type BrowserSession } from "../browser/harness.ts";
import { findChromium } from "../setup/chromium.ts";
import { identityModel, outputOf } from "./identity-model.ts";

const [SIDE, ROWS] = [16, 12];
const JOBS = ["clerk", "naïve 🧵", "cafe\u0301", "\uFFFF", "\u{10FFFF}", ""];
const TEXTS = [
  "Fly to Zürich, 10.30 — now!",
  "fly to  東京 🛫",
  'cafe\u0301 café "fly"',
  "Don't fly, don't",
  "مرحبا fly",
  "fly\nhome",
];

const inputs = {
  photo: image({ height: SIDE, width: SIDE }),
  numbers: numeric({ columns: ["a", "b"], missing: "mean" }),
  values: categorical({ columns: ["job", "code"] }),
  times: dates({ columns: ["at"] }),
  note: text({ tokens: words({ minCount: 1 }) }),
  story: text({ tokens: bytePairs({ size: 300 }), maxLength: 40 }),
};
type InputName = keyof typeof inputs;

/** Row by row what a file's cells are; a number or date may be missing. */
const rows = Array.from({ length: ROWS }, (_, at) => ({
  photo: `${at}.${at % 2 === 0 ? "png" : "jpeg"}`,
  a: at % 5 === 3 ? null : [0.1, -0, 1e-45, 3.4e38, 2 ** 24 + 1][at % 5]! / (1 + at),
  b: at / 3,
  job: JOBS[at % JOBS.length]!,
  code: String(at % 4),
  at: at % 4 === 1 ? null : new Date(Date.UTC(1999 + at, at, 1 + at, at, (7 * at) % 60)).toISOString(),
  note: TEXTS[at % TEXTS.length]!,
  story: TEXTS[(at + 1) % TEXTS.length]!,
}));

const columns = Object.keys(rows[0]!) as (keyof (typeof rows)[0])[];

/** A picture with edges and noise, which every decoder has to get right. */
function pixels(at: number): Buffer {
  return Buffer.from(
    Uint8Array.from(
      { length: SIDE * SIDE * 3 },
      (_, value) => (value * value * (at + 3) + (value % 48 > 20 ? 90 : 0)) % 256,
    ),
  );
}

async function writeData(folder: string): Promise<string> {
  for (const [at, { photo }] of rows.entries()) {
    const picture = sharp(pixels(at), { raw: { width: SIDE, height: SIDE, channels: 3 } });
    await (photo.endsWith("png") ? picture.png() : picture.jpeg({ quality: 80 })).toFile(join(folder, photo));
  }
  const quoted = (cell: string | number | null): string => `"${String(cell ?? "").replaceAll('"', '""')}"`;
  const lines = rows.map((row) => columns.map((column) => quoted(cellText(row[column]))).join(","));
  const path = join(folder, "rows.csv");
  await writeFile(
    path,
    [[...columns, "y"].join(","), ...lines.map((line, at) => `${line},${at}`)].join("\n"),
  );
  return path;
}

/** -0 keeps its sign. */
function cellText(cell: string | number | null): string | null {
  return typeof cell === "number" ? (Object.is(cell, -0) ? "-0" : String(cell)) : cell;
}

/** What an app sends of a row; a picture as it has it. */
function record({ a, b, job, code, at, note, story }: (typeof rows)[0], photo: unknown): Inputs {
  return { photo, numbers: [a, b], values: { job, code }, times: { at }, note, story } as Inputs;
}

describe("the same records give the same tensors", () => {
  let folder: string;
  let source: RowSource;
  let fitted: Record<InputName, FittedInput>;
  let file: Uint8Array<ArrayBuffer>;
  let inNode: Readonly<Record<string, RawTensor>>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "polyhead-bits-"));
    source = csv({ train: await writeData(folder) });
    const { note, story, photo, ...table } = inputs;
    const fit = async (some: ModelShape["inputs"], trunk: ReturnType<typeof cnn | typeof wordBag>) => {
      const training = { epochs: 1, insight: false, validationSplit: 0 } as const;
      const config = defineModel({
        name: "bits",
        inputs: some,
        tasks: { y: regression() },
        trunk,
        data: source,
        training,
      });
      const { model, summary } = await train(config, {
        directory: join(folder, "run", Object.keys(some)[0]!),
      });
      model.dispose();
      return summary.spec.inputs;
    };
    fitted = {
      ...(await fit({ photo, ...table }, cnn({ filters: [4], dense: 4 }))),
      ...(await fit({ note }, wordBag())),
      ...(await fit({ story }, wordBag())),
    } as typeof fitted;
    file = identityModel(fitted);
    await using model = await load(file, { device: "cpu" });
    inNode = await model.predictRaw(rows.map((row) => record(row, join(folder, row.photo))));
  }, 120_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("something was learned of each", () => {
    expect(fitted.story).toMatchObject({ merges: expect.objectContaining({ length: 44 }) as unknown });
    expect(fitted.note).toMatchObject({ vocabulary: expect.arrayContaining(["fly", "東京"]) as unknown });
    expect(fitted.values).toMatchObject({
      vocabularies: [expect.arrayContaining(["naïve 🧵"]), ["0", "1", "2", "3"]],
    });
  });

  test.each(Object.keys(inputs) as InputName[])(
    "%s: from a file while training, and from an app in Node",
    async (name) => {
      const encoder = encodeBatch(fitted[name], name, ROWS);
      const examples = await Array.fromAsync(source.train({ inputs, tasks: { y: regression() } }));
      for (const [at, example] of examples.entries()) encoder.set(at, example.inputs[name]);
      const { data, dims } = encoder.finish();
      expect(bytesOf(inNode[outputOf(name)]!)).toEqual(bytesOf({ data, dims }));
      expect(new Set(data).size).toBeGreaterThan(2);
    },
  );

  describe.skipIf(findChromium() === undefined)("in Chromium", () => {
    let session: BrowserSession;
    let inChromium: Readonly<
      Record<string, { readonly bytes: readonly number[]; readonly dims: readonly number[] }>
    >;
    beforeAll(async () => {
      session = await openBrowser({
        webgpu: false,
        script: new URL("page.ts", import.meta.url),
        global: "tables",
      });
      const pictures = await Promise.all(
        rows.map(async ({ photo }) =>
          session.serve(`/${photo}`, new Uint8Array(await readFile(join(folder, photo)))),
        ),
      );
      const records = rows.map((row, at) => record(row, pictures[at]));
      inChromium = await session.page.evaluate(([url, list]) => globalThis.tables.raw(url, list, "photo"), [
        session.serve("/bits.onnx", file),
        records,
      ] as const);
    }, 60_000);
    afterAll(() => session.close());

    test.each(Object.keys(inputs) as InputName[])("%s: from an app in Node, and in a page", (name) => {
      expect(inChromium[outputOf(name)]).toEqual(bytesOf(inNode[outputOf(name)]!));
    });
  });
});

function bytesOf({ data, dims }: Pick<RawTensor, "data" | "dims">): {
  bytes: readonly number[];
  dims: readonly number[];
} {
  const { buffer, byteOffset, byteLength } = data as Float32Array;
  return { bytes: [...new Uint8Array(buffer, byteOffset, byteLength)], dims };
}
