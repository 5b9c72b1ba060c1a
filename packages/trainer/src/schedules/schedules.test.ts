import { expect, test } from "vitest";
import { plateau } from "./plateau.ts";
import type { Schedule } from "./schedule.ts";
import { constant, cosine, linear, stepwise, warmUp } from "./schedules.ts";

const factors = (schedule: Schedule): number[] => {
  const state = schedule.create();
  return [0, 2, 4, 6].map((step) => Number(state.factor({ step, steps: 8, epoch: step }).toFixed(4)));
};

test.each<[string, Schedule, number[]]>([
  ["constant", constant(), [1, 1, 1, 1]],
  ["cosine", cosine(), [1, 0.8536, 0.5, 0.1464]],
  ["cosine to a floor", cosine({ floor: 0.2 }), [1, 0.8828, 0.6, 0.3172]],
  ["linear", linear({ floor: 0.5 }), [1, 0.875, 0.75, 0.625]],
  ["stepwise", stepwise({ every: 3, factor: 0.1 }), [1, 1, 0.1, 0.01]],
  ["warm-up", warmUp({ steps: 4 }), [0.25, 0.75, 1, 1]],
  ["warm-up, then linear", warmUp({ steps: 4, into: linear() }), [0.25, 0.75, 1, 0.5]],
])("%s", (_, schedule, expected) => expect(factors(schedule)).toEqual(expected));

test("plateau lowers when the score has not improved for as long as it waits, and can go on from what it saved", () => {
  const after = (scores: readonly number[], resumeAt?: number): number => {
    let state = plateau({ patience: 2, factor: 0.5 }).create();
    for (const [at, score] of scores.entries()) {
      if (at === resumeAt) {
        const saved = JSON.parse(JSON.stringify(state.save())) as unknown;
        state = plateau({ patience: 2, factor: 0.5 }).create();
        state.restore(saved);
      }
      state.endEpoch?.(score);
    }
    return state.factor({ step: 0, steps: 1, epoch: 0 });
  };
  expect(after([0.1, 0.2, 0.2])).toBe(1);
  const falling = [0.1, 0.2, 0.2, 0.1, 0.3, 0.2, 0.1];
  expect(after(falling)).toBe(0.25);
  expect(after(falling, 3)).toBe(0.25);
});

test("refuses what is out of range", () => {
  expect(() => cosine({ floor: 2 })).toThrow(/`floor` should be between 0 and 1. Received 2/);
  expect(() => plateau({ factor: 1 })).toThrow(/above 0 and below 1/);
  expect(() => stepwise({ every: 0 })).toThrow("every");
});
