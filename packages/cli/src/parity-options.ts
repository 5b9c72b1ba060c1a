import type { Provider, Tolerance } from "@polyhead/exporter";
import { InvalidArgumentError, Option, type Command } from "commander";

const PROVIDERS: readonly Provider[] = ["cpu", "cuda", "webgpu"];

export interface ParityFlags {
  readonly trace?: boolean;
  readonly provider?: readonly Provider[];
  readonly tolerance?: number;
}

/** Adds the options on how a file is compared with its model. */
export function addParityOptions(command: Command): Command {
  return command
    .option("--trace", "compare every layer, too")
    .addOption(
      new Option(
        "--provider <names...>",
        "execution providers that must agree besides the CPU (default: those found are compared, and the CPU alone must)",
      ).choices(PROVIDERS),
    )
    .addOption(
      new Option("--tolerance <t>", "refuse the file beyond t + t · |reference| (default: 1e-4)").argParser(
        positive,
      ),
    );
}

/** The options of an export that the flags stand for. */
export function parityOptions({ trace = false, provider, tolerance }: ParityFlags): {
  readonly trace: boolean;
  readonly providers?: readonly Provider[];
  readonly tolerance?: Tolerance;
} {
  return {
    trace,
    ...(provider && { providers: provider }),
    ...(tolerance !== undefined && { tolerance: { absolute: tolerance, relative: tolerance } }),
  };
}

function positive(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError("It should be a number above 0.");
}
