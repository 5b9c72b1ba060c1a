import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { PolyheadError } from "@polyhead/spec";
import sharp, { type Sharp } from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { smallModel, type smallShape } from "./fixture/small-model.ts";
import { load, type Model, type Resize } from "./node.ts";

type Small = Model<typeof smallShape>;

const box = [1, 1];
let directory: string;

/** A picture whose pixels all have one colour. */
function plain(width: number, height: number, background: string): Sharp {
  return sharp({ create: { width, height, channels: 3, background } });
}

async function loadSmall(resize?: Resize): Promise<Small> {
  return load<typeof smallShape>(smallModel(), { device: "cpu", ...(resize && { resize }) });
}

async function errorOf(promise: Promise<unknown>): Promise<PolyheadError> {
  return promise.then(
    () => {
      throw new Error("it should have failed");
    },
    (error: unknown) => error as PolyheadError,
  );
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "polyhead-images-"));
});
afterAll(() => rm(directory, { recursive: true }));

describe("PNG and JPEG in Node", () => {
  test("bytes and files give what their pixels give", async () => {
    await using model = await loadSmall();
    const raw = Uint8Array.from({ length: 60 }, (_, index) => (index * 37) % 256);
    const png = await sharp(raw, { raw: { width: 5, height: 4, channels: 3 } })
      .png()
      .toBuffer();
    const path = join(directory, "picture.png");
    await writeFile(path, png);
    const expected = await model.predict({ picture: raw, box });
    expect(await model.predict({ picture: png, box })).toEqual(expected);
    expect(await model.predict({ picture: new Uint8Array(png), box })).toEqual(expected);
    expect(await model.predict({ picture: path, box })).toEqual(expected);
    expect(
      await model.predictBatch([
        { picture: path, box },
        { picture: raw, box },
      ]),
    ).toEqual([expected, expected]);
  });

  test.each([
    ["JPEG", (image: Sharp) => image.jpeg()],
    ["PNG with alpha", (image: Sharp) => image.ensureAlpha(0.5).png()],
    ["PNG with a palette", (image: Sharp) => image.png({ palette: true })],
    ["PNG with 16 bits", (image: Sharp) => image.toColourspace("rgb16").png()],
    ["CMYK JPEG", (image: Sharp) => image.toColourspace("cmyk").jpeg()],
  ])("reads a %s", async (_, encode) => {
    await using model = await loadSmall();
    const picture = await encode(plain(5, 4, "#405070")).toBuffer();
    const { colour } = await model.predict({ picture, box });
    expect(colour.class).toBe("blue");
    const exact = await model.predict({ picture: await plain(5, 4, "#405070").raw().toBuffer(), box });
    // Colour conversion and JPEG round a little.
    expect(Math.abs(colour.probability - exact.colour.probability)).toBeLessThan(0.02);
  });

  test("reads a grey picture, with alpha or without, as three equal channels", async () => {
    await using model = await loadSmall();
    const grey = await plain(5, 4, "#808080").toColourspace("b-w").png().toBuffer();
    const withAlpha = await sharp(grey).ensureAlpha(0.5).toColourspace("b-w").png().toBuffer();
    for (const picture of [grey, withAlpha]) {
      const { colour } = await model.predict({ picture, box });
      expect(colour.probability).toBeCloseTo(1 / 3, 5);
    }
  });

  test("turns a picture upright by its EXIF orientation", async () => {
    await using model = await loadSmall();
    const picture = await plain(4, 5, "red").withMetadata({ orientation: 6 }).jpeg().toBuffer();
    expect((await model.predict({ picture, box })).colour.class).toBe("red");
  });

  test("another size is refused unless resizing is asked for", async () => {
    // Left third red, the rest blue.
    const left = await plain(10, 8, "red").png().toBuffer();
    const picture = await plain(30, 8, "blue")
      .composite([{ input: left, left: 0, top: 0 }])
      .png()
      .toBuffer();
    await using strict = await loadSmall();
    const error = await errorOf(strict.predict({ picture, box }));
    expect(error.code).toBe("input-invalid");
    expect(error.message).toMatch(/5×4 pixels; the image has 30×8\. Load the model with `resize`/);
    const red: Record<string, number> = {};
    for (const resize of ["cover", "contain", "fill"] as const) {
      await using model = await loadSmall(resize);
      const { colour } = await model.predict({ picture, box });
      expect(colour.class).toBe("blue");
      red[resize] = colour.probabilities.red;
    }
    // Covering crops the red part away; padding with black dims both.
    expect(red["cover"]).toBeLessThan(red["fill"] ?? 0);
    expect(red["fill"]).toBeLessThan(red["contain"] ?? 0);
  });

  test("raw pixels that begin like a JPEG are still raw pixels", async () => {
    await using model = await loadSmall();
    const raw = new Uint8Array(60).fill(100);
    raw.set([0xff, 0xd8, 0xff]);
    const same = await model.predict({ picture: Float32Array.from(raw), box });
    expect(await model.predict({ picture: raw, box })).toEqual(same);
  });

  test("files that are missing, broken or no images are refused, naming the example", async () => {
    await using model = await loadSmall();
    const text = join(directory, "notes.txt");
    await writeFile(text, "not a picture");
    const whole = await plain(5, 4, "red").png().toBuffer();
    const broken = whole.subarray(0, whole.length - 20);
    const missing = await errorOf(model.predict({ picture: join(directory, "none.png"), box }));
    expect(missing.code).toBe("file-missing");
    const notImage = await errorOf(model.predict({ picture: text, box }));
    expect(notImage.code).toBe("input-invalid");
    expect(notImage.message).toMatch(/should be a PNG or JPEG; the file .*notes\.txt is neither/);
    const unreadable = await errorOf(model.predict({ picture: directory, box }));
    expect(unreadable.code).toBe("input-invalid");
    const list = [whole, broken].map((picture) => ({ picture, box }));
    const cut = await errorOf(model.predictBatch(list));
    expect(cut.code).toBe("input-invalid");
    expect(cut.message).toMatch(/^Example 1: .*does not decode/);
  });

  test("without sharp, image files are refused with the remedy", async () => {
    const script = `
      import { registerHooks } from "node:module";
      registerHooks({
        resolve(specifier, context, next) {
          if (specifier === "sharp") throw Object.assign(new Error("no sharp"), { code: "ERR_MODULE_NOT_FOUND" });
          return next(specifier, context);
        },
      });
      const { load } = await import(${JSON.stringify(new URL("node.ts", import.meta.url).href)});
      const { smallModel } = await import(${JSON.stringify(new URL("fixture/small-model.ts", import.meta.url).href)});
      await using model = await load(smallModel(), { device: "cpu" });
      const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
      const pixels = await model.predict({ picture: new Uint8Array(60), box: [1, 1] });
      const refusal = await model.predict({ picture: png, box: [1, 1] }).catch(({ code, message }) => ({ code, message }));
      console.log(JSON.stringify({ value: pixels.size.value, ...refusal }));
    `;
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script]);
    expect(JSON.parse(stdout)).toEqual({
      value: 5,
      code: "package-missing",
      message: expect.stringMatching(/npm install sharp/) as string,
    });
  });
});
