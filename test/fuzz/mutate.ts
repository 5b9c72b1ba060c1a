import type { Random } from "@polyhead/trainer";

/** Bytes that mean something to readers of tables, and some that mean nothing anywhere. */
const TOKENS: readonly Buffer[] = [
  '"',
  '""',
  ",",
  ";",
  "\t",
  "|",
  "\n",
  "\r",
  "\r\n",
  "\n\n",
  " ",
  "\uFEFF",
  "-DOCSTART-",
  "é",
  "1e999",
  "-0",
  "NaN",
  "0x10",
  "null",
  "{",
  "}",
  "[",
  "]",
  ":",
  "\\u0000",
  "9".repeat(400),
  "x".repeat(5000),
].map((text) => Buffer.from(text));

const RAW: readonly Buffer[] = [
  [0],
  [0xff],
  [0xff, 0xfe],
  [0xe9],
  [0x1f, 0x8b],
  [0x80, 0x80, 0x80],
  [0xed, 0xa0, 0x80],
].map((bytes) => Buffer.from(bytes));

type Mutation = (bytes: Buffer, random: Random) => Buffer;

function place(bytes: Buffer, random: Random): number {
  return random.integer(bytes.length + 1);
}

/** A part of the bytes, usually short. */
function range(bytes: Buffer, random: Random): readonly [number, number] {
  const from = place(bytes, random);
  const length = random.integer(random.uniform() < 0.9 ? 8 : bytes.length + 1);
  return [from, Math.min(bytes.length, from + length)];
}

const mutations: readonly Mutation[] = [
  function flip(bytes, random) {
    const copy = Buffer.from(bytes);
    const at = Math.min(copy.length - 1, place(bytes, random));
    if (at >= 0) copy[at] = (copy[at] ?? 0) ^ (1 << random.integer(8));
    return copy;
  },
  function insert(bytes, random) {
    const tokens = random.uniform() < 0.8 ? TOKENS : RAW;
    const at = place(bytes, random);
    return Buffer.concat([
      bytes.subarray(0, at),
      tokens[random.integer(tokens.length)] ?? Buffer.of(),
      bytes.subarray(at),
    ]);
  },
  function remove(bytes, random) {
    const [from, to] = range(bytes, random);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  function repeat(bytes, random) {
    const [from, to] = range(bytes, random);
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from, to), bytes.subarray(to)]);
  },
  function move(bytes, random) {
    const [from, to] = range(bytes, random);
    const rest = Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
    const at = place(rest, random);
    return Buffer.concat([rest.subarray(0, at), bytes.subarray(from, to), rest.subarray(at)]);
  },
  function cut(bytes, random) {
    return bytes.subarray(0, place(bytes, random));
  },
];

/** One to three changes to a file's bytes, mostly one, the same for the same stream. */
export function mutate(bytes: Buffer, random: Random): Buffer {
  let result = bytes;
  for (let left = Math.max(1, random.integer(6) - 2); left > 0; left--)
    result = mutations[random.integer(mutations.length)]?.(result, random) ?? result;
  return result;
}
