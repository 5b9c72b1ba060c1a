import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, it, vi } from "vitest";
import { progressBar } from "./progress.ts";

const terminal = (): PassThrough & { isTTY: true } =>
  Object.assign(new PassThrough(), { isTTY: true } as const);

it("draws a bar in a terminal, wipes none of it, and gives the cursor back", async () => {
  const stream = terminal();
  const bar = progressBar({ total: 8, label: "epoch 1/2", stream });
  bar.update(6, "loss 0.5");
  bar.stop();
  stream.end();
  const output = await text(stream);
  expect(output).toMatch(/epoch 1\/2 \[█{18}░{6}\] 75%  loss 0\.5/u);
  expect(output).toMatch(/\n$/);
  expect(output.lastIndexOf("\u001B[?25h")).toBeGreaterThan(output.lastIndexOf("\u001B[?25l"));
});

it("counts what is done where it is not known how much there is", async () => {
  const stream = terminal();
  const bar = progressBar({ label: "rows", stream });
  bar.update(12_800);
  bar.stop();
  stream.end();
  const output = await text(stream);
  expect(output).toContain("rows 12,800");
  expect(output).not.toMatch(/NaN|%|█/u);
});

it("wipes the bar where it is transient", async () => {
  const stream = terminal();
  progressBar({ total: 8, label: "epoch 1/2", stream, transient: true }).stop();
  stream.end();
  expect((await text(stream)).endsWith("\u001B[2K")).toBe(true);
});

it("writes plain lines elsewhere, no faster than every 5 seconds", async () => {
  vi.useFakeTimers();
  try {
    const stream = new PassThrough();
    const bar = progressBar({ total: 1000, label: "download", stream });
    for (let step = 1; step <= 100; step++) {
      bar.update(step * 10, `step ${step}`);
      vi.advanceTimersByTime(100);
    }
    bar.stop();
    stream.end();
    const lines = (await text(stream)).split("\n");
    expect(lines).toEqual([
      "download 0%",
      "download 50%  step 50",
      "download 100%  step 100",
      "download 100%  step 100",
      "",
    ]);
  } finally {
    vi.useRealTimers();
  }
});
