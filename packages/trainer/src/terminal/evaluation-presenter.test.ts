import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { presentEvaluation } from "./evaluation-presenter.ts";

function shown(isTTY: boolean, total: number | undefined): string {
  let text = "";
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      text += chunk.toString();
      done();
    },
  });
  const present = presentEvaluation(Object.assign(stream, { isTTY }));
  const choice = { name: "wasm", description: "1 thread", passedOver: [] } as const;
  present({ type: "engine", choice });
  present({ type: "progress", split: "test", done: 250, total });
  present({ type: "split", split: "test", examples: 1000 });
  return text;
}

test("writes a line a split where there is no terminal", () => {
  expect(shown(false, 1000)).toBe("engine      wasm (1 thread)\ntest        1,000 examples\n");
});

test("draws a bar in a terminal, where the count is known", () => {
  expect(shown(true, 1000)).toMatch(/test \[█{6}░{18}\] 25%/u);
  expect(shown(true, undefined)).not.toContain("█");
});
