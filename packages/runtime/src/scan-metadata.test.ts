import { PolyheadError } from "@polyhead/spec";
import { describe, expect, test } from "vitest";
import { memorySource, type ByteSource } from "./byte-source.ts";
import { smallModel } from "./fixture/small-model.ts";
import {
  MAX_FIELDS,
  MAX_METADATA_BYTES,
  MAX_METADATA_PROPS,
  MAX_MODEL_BYTES,
  scanMetadata,
} from "./scan-metadata.ts";

const scan = (bytes: Uint8Array): ReturnType<typeof scanMetadata> => scanMetadata(memorySource(bytes), "It");

async function refusal(source: ByteSource): Promise<string> {
  return scanMetadata(source, "It").then(
    () => "",
    (error: unknown) =>
      error instanceof PolyheadError && error.code === "model-invalid" ? error.message : "",
  );
}

describe("scanMetadata", () => {
  test("reads every entry, whatever its text", async () => {
    const entries = { polyhead: "{}", author: "Ünal 🙂", empty: "", long: "x".repeat(100_000) };
    expect(await scan(smallModel(entries))).toEqual(new Map(Object.entries(entries)));
    expect(await scan(smallModel({}))).toEqual(new Map());
  });

  test("reads only headers and metadata, never the graph", async () => {
    const bytes = smallModel({ key: "value" });
    const memory = memorySource(bytes);
    let read = 0;
    const counting: ByteSource = {
      size: bytes.length,
      read: (offset, length) => {
        read += length;
        return memory.read(offset, length);
      },
    };
    await scanMetadata(counting, "It");
    expect(read).toBeLessThan(bytes.length / 2);
  });

  test("stops at a named limit", async () => {
    const many = Object.fromEntries(
      Array.from({ length: MAX_METADATA_PROPS + 1 }, (_, index) => [`k${index}`, ""]),
    );
    expect(await refusal(memorySource(smallModel(many)))).toMatch(/metadata is too large/);
    // A metadata entry that claims one byte more than is allowed, in a file that claims to be large enough for it.
    const claim = Uint8Array.of(0x72, 0x81, 0x80, 0x80, 0x20);
    expect(MAX_METADATA_BYTES).toBe(2 ** 26);
    expect(await refusal({ ...memorySource(claim), size: 2 ** 30 })).toMatch(/metadata is too large/);
    expect(await refusal({ ...memorySource(claim), size: MAX_MODEL_BYTES + 1 })).toMatch(/larger than/);
    const versions = new Uint8Array(2 * (MAX_FIELDS + 1)).fill(8);
    expect(await refusal(memorySource(versions))).toMatch(/more than 100000 top-level fields/);
  });

  test.each([
    ["a varint without an end", [0x08, ...Array.from({ length: 11 }, () => 0xff)]],
    ["field number 0", [0x02, 0x00]],
    ["a group", [0x3b, 0x00]],
    ["a length past the end", [0x3a, 0x05, 0x00]],
    ["a graph that is a number", [0x38, 0x01]],
    ["metadata that is a number", [0x3a, 0x00, 0x70, 0x01]],
    ["metadata cut off inside", [0x3a, 0x00, 0x72, 0x02, 0x0a, 0x05]],
    ["metadata that is not UTF-8", [0x3a, 0x00, 0x72, 0x03, 0x0a, 0x01, 0xff]],
    ["no graph", [0x08, 0x08]],
  ])("refuses %s", async (_, bytes) => {
    expect(await refusal(memorySource(Uint8Array.from(bytes)))).toMatch(/^It should be a whole ONNX model; /);
  });

  test("passes over fields that it does not know, of every wire type", async () => {
    const unknown = [
      0xa8, 0x06, 0x01, 0xad, 0x06, 1, 2, 3, 4, 0xa9, 0x06, 1, 2, 3, 4, 5, 6, 7, 8, 0xaa, 0x06, 0x01, 0x00,
    ];
    const bytes = Uint8Array.from([...unknown, ...smallModel({ a: "b" }), ...unknown]);
    expect(await scan(bytes)).toEqual(new Map([["a", "b"]]));
  });
});
