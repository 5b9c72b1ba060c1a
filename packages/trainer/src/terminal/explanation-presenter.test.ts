import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { presentEvaluation } from "./evaluation-presenter.ts";
import { presentExplanation } from "./explanation-presenter.ts";

const presenters = {
  explaining(stream: NodeJS.WritableStream & { isTTY: true }) {
    const present = presentExplanation(stream);
    present({ type: "progress", done: 1, total: 4 });
    present({ type: "interrupted" });
  },
  evaluating(stream: NodeJS.WritableStream & { isTTY: true }) {
    const present = presentEvaluation(stream);
    present({ type: "progress", split: "test", done: 1, total: 4 });
    present({ type: "interrupted" });
  },
};

test.each(Object.entries(presenters))("%s that is interrupted gives the cursor back", async (_, present) => {
  const stream = Object.assign(new PassThrough(), { isTTY: true } as const);
  present(stream);
  stream.end();
  const output = await text(stream);
  expect(output).toContain("25%");
  expect(output.lastIndexOf("\u001B[?25h")).toBeGreaterThan(output.lastIndexOf("\u001B[?25l"));
});
