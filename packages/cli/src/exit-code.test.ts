import { PolyheadError } from "@polyhead/spec";
import { CommanderError } from "commander";
import { expect, test } from "vitest";
import { exitCodeOf } from "./exit-code.ts";

test.each([
  [new PolyheadError("export-parity", "differs"), 4],
  [new PolyheadError("export-quality", "falls"), 4],
  [new PolyheadError("data-invalid", "bad"), 3],
  [new PolyheadError("usage", "what?"), 2],
  [new PolyheadError("device-unavailable", "none"), 1],
  [new TypeError("a bug"), 1],
  [new CommanderError(0, "commander.helpDisplayed", ""), 0],
  [new CommanderError(1, "commander.unknownCommand", ""), 2],
])("%s ends with %i", (error, code) => {
  expect(exitCodeOf(error)).toBe(code);
});
