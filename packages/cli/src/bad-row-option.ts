import type { BadRowPolicy } from "@polyhead/trainer";
import { Option } from "commander";

/** `--on-bad-row`, of every command that reads a config's data. */
export function badRowOption(): Option {
  return new Option("--on-bad-row <what>", "end at a row that is wrong, or pass over it and count").choices([
    "fail",
    "skip",
  ] satisfies BadRowPolicy[]);
}
