import { describe, expect, test } from "vitest";
import { encodeImage, type PixelArray, type Pixels } from "./encode-image.ts";
import { image, type ImageInput } from "./image.ts";

const encode = (spec: ImageInput, value: Pixels | PixelArray): number[] => {
  const target = new Float32Array(2 + spec.height * spec.width * spec.channels);
  encodeImage(spec, value, "photo", target, 2);
  expect([...target.subarray(0, 2)]).toEqual([0, 0]);
  return [...target.subarray(2)];
};

const rgb = image({ height: 1, width: 2 });
const grey = image({ height: 1, width: 2, channels: 1 });
const rgba = image({ height: 1, width: 2, channels: 4 });

describe("channels", () => {
  test("the model's own are kept, as values or as a picture", () => {
    const data = Uint8Array.of(1, 2, 3, 4, 5, 6);
    expect(encode(rgb, data)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(encode(rgb, { data, width: 2, height: 1 })).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("alpha is dropped for RGB, as from ImageData", () => {
    const data = Uint8ClampedArray.of(1, 2, 3, 255, 4, 5, 6, 0);
    expect(encode(rgb, { data, width: 2, height: 1 })).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("grey is repeated for RGB, opaque for RGBA", () => {
    const data = Uint8Array.of(9, 8);
    expect(encode(rgb, { data, width: 2, height: 1 })).toEqual([9, 9, 9, 8, 8, 8]);
    expect(encode(rgba, { data, width: 2, height: 1 })).toEqual([9, 9, 9, 255, 8, 8, 8, 255]);
  });

  test("RGB becomes grey by BT.601 luma", () => {
    const [red, white] = encode(grey, { data: Uint8Array.of(255, 0, 0, 255, 255, 255), width: 2, height: 1 });
    expect([red, white]).toEqual([76, 255]); // of 76.245
    const floats = Float32Array.of(255, 0, 0, 1, 1, 1);
    expect(encode(grey, { data: floats, width: 2, height: 1 })[0]).toBeCloseTo(0.299 * 255, 4);
  });
});

describe("refuses", () => {
  const cases: [string, Pixels | PixelArray, string][] = [
    ["another size", { data: new Uint8Array(3), width: 1, height: 1 }, "received 1×1"],
    ["another length", new Uint8Array(5), "received 5 values"],
    ["two channels", { data: new Uint8Array(4), width: 2, height: 1 }, "1, 3 or 4 channels"],
    ["NaN", Float32Array.of(1, 2, Number.NaN, 4, 5, 6), "NaN at index 2"],
  ];
  test.each(cases)("%s", (_, value, message) => {
    expect(() => encode(rgb, value)).toThrow(expect.objectContaining({ code: "input-invalid" }));
    expect(() => encode(rgb, value)).toThrow(message);
  });
});
