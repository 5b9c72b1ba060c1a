import { expect, test } from "vitest";
import { ArrayPool } from "./array-pool.ts";

test("gives an array back to the next of its type and size", () => {
  const pool = new ArrayPool(1000);
  const array = pool.take("float32", 10);
  pool.give("float32", array);
  expect(pool.bytes).toBe(40);
  expect(pool.take("float32", 11)).not.toBe(array);
  expect(pool.take("int32", 10)).toBeInstanceOf(Int32Array);
  expect(pool.take("float32", 10)).toBe(array);
  expect(pool.take("float32", 10)).not.toBe(array);
  expect(pool.bytes).toBe(0);
});

test("lets go of the kind unused for longest where it holds too much", () => {
  const pool = new ArrayPool(100);
  const [old, recent] = [new Float32Array(10), new Float32Array(20)];
  pool.give("float32", old);
  pool.give("float32", recent);
  expect(pool.bytes).toBe(80);
  pool.give("bool", new Uint8Array(101));
  expect(pool.take("float32", 10)).not.toBe(old);
  expect(pool.take("float32", 20)).toBe(recent);
});
