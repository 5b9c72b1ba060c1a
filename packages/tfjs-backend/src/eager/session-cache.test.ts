import { expect, test } from "vitest";
import { SessionCache } from "./session-cache.ts";

class Counted {
  readonly threads: number;
  disposed = false;

  constructor(threads: number) {
    this.threads = threads;
  }

  dispose(): void {
    this.disposed = true;
  }
}

test("disposes of the plan unused for longest", () => {
  const cache = new SessionCache<Counted>({ plans: 2, threads: 100 });
  const plans = [new Counted(1), new Counted(1), new Counted(1)] as const;
  cache.set("a", plans[0]);
  cache.set("b", plans[1]);
  cache.get("a");
  cache.set("c", plans[2]);
  expect(plans.map(({ disposed }) => disposed)).toEqual([false, true, false]);
  expect(cache.get("b")).toBeUndefined();
  cache.clear();
  expect(plans.every(({ disposed }) => disposed)).toBe(true);
  expect([cache.size, cache.threads]).toEqual([0, 0]);
});

test("keeps the threads of pools below the limit, but the newest plan always", () => {
  const cache = new SessionCache<Counted>({ plans: 10, threads: 8 });
  const plans = [new Counted(5), new Counted(1), new Counted(5), new Counted(20)] as const;
  for (const [index, plan] of plans.entries()) cache.set(String(index), plan);
  expect(plans.map(({ disposed }) => disposed)).toEqual([true, true, true, false]);
  expect(cache.threads).toBe(19);
});
