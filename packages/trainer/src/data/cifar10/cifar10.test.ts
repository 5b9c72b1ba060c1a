import { existsSync } from "node:fs";
import { mkdir, mkdtempDisposable, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { encodeImage, inputSize, type Example } from "@polyhead/spec";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { colorfulness } from "../colorfulness.ts";
import { cifar10, cifar10Input, cifar10Tasks } from "./cifar10.ts";

const NAMES = cifar10Tasks.label.classes;
const PLANE = 32 * 32;
const RECORD = 1 + 3 * PLANE;

/** Records that tell where they are from: red is the row, green the column, blue `blue`. */
function batch(labels: readonly number[], blue = 0): Uint8Array {
  const bytes = new Uint8Array(labels.length * RECORD);
  for (const [index, label] of labels.entries()) {
    const start = index * RECORD;
    bytes[start] = label;
    for (let pixel = 0; pixel < PLANE; pixel++) {
      bytes[start + 1 + pixel] = Math.floor(pixel / 32);
      bytes[start + 1 + PLANE + pixel] = pixel % 32;
      bytes[start + 1 + 2 * PLANE + pixel] = blue;
    }
  }
  return bytes;
}

const labelsOf = (examples: readonly Example[]): unknown[] => examples.map(({ labels }) => labels["label"]);

describe("cifar10", () => {
  let folder: Awaited<ReturnType<typeof mkdtempDisposable>>;
  const write = (name: string, data: string | Uint8Array): Promise<void> =>
    writeFile(join(folder.path, name), data);
  const train = (): Promise<Example[]> => Array.fromAsync(cifar10({ directory: folder.path }).train());
  const test = (): Promise<Example[]> => Array.fromAsync(cifar10({ directory: folder.path }).test?.() ?? []);

  beforeEach(async () => {
    folder = await mkdtempDisposable(join(tmpdir(), "polyhead-cifar10-"));
    await write("batches.meta.txt", `${NAMES.join("\n")}\n\n`);
    await write("data_batch_1.bin", batch([3, 0], 1));
    await write("test_batch.bin", batch([9, 8, 7]));
  });
  afterEach(() => folder.remove());

  it("turns planes into pixels, in order", async () => {
    const [first] = await train();
    const image = first?.inputs["image"] as Uint8Array;
    expect(image).toHaveLength(inputSize(cifar10Input));
    const [row, column] = [5, 17];
    expect([...image.subarray((row * 32 + column) * 3, (row * 32 + column + 1) * 3)]).toEqual([
      row,
      column,
      1,
    ]);
    expect(() => encodeImage(cifar10Input, image, "image", new Float32Array(3 * PLANE), 0)).not.toThrow();
  });

  it("labels with the class's name and the picture's colorfulness", async () => {
    for (const { inputs, labels } of await train()) {
      expect(labels["colorfulness"]).toBe(colorfulness(inputs["image"] as Uint8Array));
    }
    expect(labelsOf(await train())).toEqual(["cat", "airplane"]);
    expect(labelsOf(await test())).toEqual(["truck", "ship", "horse"]);
    await write("batches.meta.txt", ["fox", ...NAMES.slice(1)].join("\r\n"));
    expect(labelsOf(await train())).toEqual(["cat", "fox"]);
  });

  it("reads the training files by number, across chunks, and the test file apart", async () => {
    await write("data_batch_10.bin", batch([4]));
    await write("data_batch_2.bin", batch(Array.from({ length: 600 }, (_, index) => index % 10)));
    await write("data_batch_3.bin.bak", "");
    const names = labelsOf(await train());
    expect(names).toHaveLength(603);
    expect(names.slice(0, 4)).toEqual(["cat", "airplane", "airplane", "automobile"]);
    expect(names.slice(-2)).toEqual(["truck", "deer"]);
    expect(await test()).toHaveLength(3);
  });

  it("can be left in the middle", async () => {
    for await (const { labels } of cifar10({ directory: folder.path }).train()) {
      expect(labels["label"]).toBe("cat");
      break;
    }
  });

  it.each([
    {
      name: "a file cut short",
      spoil: () => truncate(join(folder.path, "data_batch_1.bin"), RECORD + 100),
      code: "data-invalid",
      message:
        /data_batch_1\.bin" should hold whole CIFAR-10 records of 3073 bytes; it has 3173 bytes, and the last 100, from byte 3073 on, are none/,
    },
    {
      name: "an empty file",
      spoil: () => write("data_batch_1.bin", ""),
      code: "data-invalid",
      message: /data_batch_1\.bin".*it is empty/,
    },
    {
      name: "a label that is no class",
      spoil: () => write("data_batch_1.bin", batch([1, 2, 10])),
      code: "data-invalid",
      message: /data_batch_1\.bin".*label from 0 to 9; record 2 \(byte 6146\) has 10/,
    },
    {
      name: "no training file",
      spoil: () => rm(join(folder.path, "data_batch_1.bin")),
      code: "data-missing",
      message: /needs data_batch_\*\.bin in ".*"; there is none among its 2 entries/,
    },
    {
      name: "no folder",
      spoil: () => rm(folder.path, { recursive: true }),
      code: "data-missing",
      message: /CIFAR-10 needs ".*"; there is none\. .*leave it out/,
    },
    {
      name: "no class names",
      spoil: () => rm(join(folder.path, "batches.meta.txt")),
      code: "data-missing",
      message: /needs ".*batches\.meta\.txt"; there is none/,
    },
    {
      name: "too few class names",
      spoil: () => write("batches.meta.txt", "airplane\nautomobile\n"),
      code: "data-invalid",
      message: /batches\.meta\.txt" should name 10 different classes, one a line; it has 2 names/,
    },
    {
      name: "too many class names",
      spoil: () => write("batches.meta.txt", [...NAMES, "truck"].join("\n")),
      code: "data-invalid",
      message: /it has 11 names, 10 of them different/,
    },
    {
      name: "a class name twice",
      spoil: () => write("batches.meta.txt", ["truck", ...NAMES.slice(1)].join("\n")),
      code: "data-invalid",
      message: /it has 10 names, 9 of them different/,
    },
    {
      name: "a folder where a file should be",
      async spoil() {
        await rm(join(folder.path, "batches.meta.txt"));
        await mkdir(join(folder.path, "batches.meta.txt"));
      },
      code: "data-missing",
      message: /batches\.meta\.txt"; it cannot be read \(EISDIR\)/,
    },
  ])("refuses $name", async ({ spoil, code, message }) => {
    await spoil();
    await expect(train()).rejects.toMatchObject({
      name: "PolyheadError",
      code,
      message: expect.stringMatching(message),
    });
  });

  it("refuses a missing test file", async () => {
    await rm(join(folder.path, "test_batch.bin"));
    await expect(test()).rejects.toMatchObject({
      code: "data-missing",
      message: expect.stringContaining("test_batch.bin"),
    });
  });
});

const data = process.env["POLYHEAD_DATA"] ?? resolve(import.meta.dirname, "../../../../../../shared/data");
const directory = join(data, "cifar-10-batches-bin");

describe.skipIf(!existsSync(directory))(`cifar10 in ${directory}`, () => {
  it.each([
    { split: "train", perClass: 1000, mean: 30.51 },
    { split: "test", perClass: 200, mean: 31.02 },
  ] as const)("has $perClass pictures a class in $split", async ({ split, perClass, mean }) => {
    const examples = await Array.fromAsync(cifar10({ directory })[split]?.() ?? []);
    const counts = Object.groupBy(examples, ({ labels }) => String(labels["label"]));
    expect(Object.keys(counts).toSorted()).toEqual([...NAMES]);
    for (const ofClass of Object.values(counts)) expect(ofClass).toHaveLength(perClass);
    const total = examples.reduce((sum, { labels }) => sum + Number(labels["colorfulness"]), 0);
    expect(total / examples.length).toBeCloseTo(mean, 2);
  });
});
