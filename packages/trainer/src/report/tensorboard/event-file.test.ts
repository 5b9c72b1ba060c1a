import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import protobuf from "protobufjs/light.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { EpochRecord } from "../../fit/epoch-record.ts";
import { crc32c } from "./crc32c.ts";
import { startEventFile } from "./event-file.ts";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "polyhead-events-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const epoch = (number: number): EpochRecord => ({
  epoch: number,
  steps: 3,
  seconds: 10,
  examplesPerSecond: 90,
  learningRate: 0.5,
  objective: 2 / number,
  losses: { label: 1, size: 1 / number },
  weights: { label: 1, size: Number.NaN },
  metrics: { train: { label: { accuracy: 0.25 } }, validation: { label: { accuracy: 0.125 } } },
  average: { validation: 0.125 },
  gap: 0.125,
});

interface Read {
  wallTime: number;
  step: number;
  version: string | undefined;
  values: Record<string, number>;
}

/** Reads records as their format says, and fails where a checksum does not hold. */
function readRecords(file: Buffer): Buffer[] {
  const records: Buffer[] = [];
  for (let at = 0; at < file.length;) {
    const length = Number(file.readBigUInt64LE(at));
    const data = file.subarray(at + 12, at + 12 + length);
    for (const [bytes, stored] of [
      [file.subarray(at, at + 8), file.readUInt32LE(at + 8)],
      [data, file.readUInt32LE(at + 12 + length)],
    ] as const) {
      const rotated = (stored - 0xa282ead8) >>> 0;
      expect(((rotated << 15) | (rotated >>> 17)) >>> 0).toBe(crc32c(bytes));
    }
    records.push(data);
    at += 16 + length;
  }
  return records;
}

/** Reads an event field by field. */
function readEvent(bytes: Uint8Array): Read {
  const event: Read = { wallTime: 0, step: 0, version: undefined, values: {} };
  const reader = new protobuf.Reader(bytes);
  while (reader.pos < reader.len) {
    const field = reader.uint32() >>> 3;
    if (field === 1) event.wallTime = reader.double();
    else if (field === 2) event.step = Number(reader.int64());
    else if (field === 3) event.version = reader.string();
    else if (field === 5)
      for (const end = reader.uint32() + reader.pos; reader.pos < end;) readValue(reader, event);
    else throw new RangeError(`field ${field}`);
  }
  return event;
}

function readValue(reader: protobuf.Reader, { values }: Read): void {
  expect(reader.uint32()).toBe((1 << 3) | 2);
  const end = reader.uint32() + reader.pos;
  let tag = "";
  while (reader.pos < end) {
    if (reader.uint32() >>> 3 === 1) tag = reader.string();
    else values[tag] = reader.float();
  }
}

async function eventsOf(run: string): Promise<Read[]> {
  const names = await readdir(join(run, "tensorboard"));
  expect(names).toEqual([expect.stringMatching(/^events\.out\.tfevents\.\d{10}\.polyhead$/)]);
  return readRecords(await readFile(join(run, "tensorboard", names[0] ?? ""))).map(readEvent);
}

test("gives the checksums of the standard's examples", () => {
  expect(crc32c(Buffer.from("123456789"))).toBe(0xe3069283);
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa); // RFC 3720, appendix B.4
  expect(crc32c(new Uint8Array(32).fill(255))).toBe(0x62a8ab43);
});

test("writes each epoch's figures where TensorBoard looks for them", async () => {
  const run = join(directory, "run");
  const file = await startEventFile(run, []);
  await file.append([epoch(1)]);
  await file.append([epoch(1), epoch(2)]);
  const [version, first, second, ...others] = await eventsOf(run);
  expect(others).toEqual([]);
  expect(version).toMatchObject({ version: "brain.Event:2", values: {} });
  expect(first).toMatchObject({ step: 1, version: undefined });
  expect(second!.values).toEqual({
    objective: 1,
    learning_rate: 0.5,
    "loss/label": 1,
    "loss/size": 0.5,
    "weight/label": 1, // NaN, which the other weight is, is left out
    "label/accuracy/train": 0.25,
    "label/accuracy/validation": 0.125,
    "average/validation": 0.125,
    "average/gap": 0.125,
  });
  expect(second!.wallTime - first!.wallTime).toBeCloseTo(10, 3);
  expect(Math.abs(version!.wallTime - Date.now() / 1000)).toBeLessThan(60);
});

test("a resumed run's file has the epochs before, at the times that they took", async () => {
  const run = join(directory, "resumed");
  await (await startEventFile(run, [])).append([epoch(1)]);
  const file = await startEventFile(run, [epoch(1)]);
  await file.append([epoch(1), epoch(2)]);
  const events = await eventsOf(run);
  expect(events.map(({ step }) => step)).toEqual([0, 1, 2]);
  expect(events[2]!.wallTime - events[0]!.wallTime).toBeCloseTo(20, 3);
});
