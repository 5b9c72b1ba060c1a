import { classification, image, type ModelShape } from "@polyhead/spec";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { imageFolder } from "./image-folder.ts";
import { temporaryFolder } from "./testing/temporary-folder.ts";

const shape: ModelShape = {
  inputs: { image: image({ height: 2, width: 2 }) },
  tasks: { color: classification({ classes: ["red", "blue"] }) },
};

test("a folder is a class", async () => {
  await using folder = await temporaryFolder();
  for (const [color, deeper] of [
    ["red", ""],
    ["blue", "old"],
  ] as const) {
    await mkdir(join(folder.path, color, deeper), { recursive: true });
    const picture = sharp({ create: { width: 2, height: 2, channels: 3, background: color } });
    for (const name of ["a.png", "b.PNG", "c.png"])
      await writeFile(join(folder.path, color, deeper, name), await picture.png().toBuffer());
  }
  await folder.write("notes.txt", "no picture");
  const source = imageFolder({ train: folder.path, rename: { label: "color" } });
  const examples = await Array.fromAsync(source.train(shape));
  expect(examples).toHaveLength(6);
  for (const { inputs, labels, place } of examples) {
    const [red, , blue] = (inputs["image"] as { data: Uint8Array }).data;
    expect([labels["color"], red, blue]).toEqual(
      place?.includes("red") === true ? ["red", 255, 0] : ["blue", 0, 255],
    );
  }
  const places = examples.map(({ place = "" }) => place);
  expect(places).not.toEqual(places.toSorted());
  expect((await Array.fromAsync(source.train(shape))).map(({ place }) => place)).toEqual(places);

  await folder.write("stray.png", "");
  await expect(Array.fromAsync(source.train(shape))).rejects.toThrow(
    "stray.png: a picture should lie in the folder",
  );
  await writeFile(join(folder.path, "red", "broken.png"), "no picture");
  const lenient = source.withBadRows("skip");
  expect(await Array.fromAsync(lenient.train(shape))).toHaveLength(6);
  expect(lenient.skipped()[0]).toMatchObject({ split: "train", count: 2 });
});

test("a folder without pictures, and one that is not there, are refused", async () => {
  await using folder = await temporaryFolder();
  const read = async (train: string) => Array.fromAsync(imageFolder({ train }).train(shape));
  await expect(read(folder.path)).rejects.toThrow("there is no picture");
  await expect(read(join(folder.path, "none"))).rejects.toThrow(
    expect.objectContaining({ code: "data-missing" }),
  );
});
