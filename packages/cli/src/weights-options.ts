import type { CalibrationMethod, WeightsMethod, WeightsOptions } from "@polyhead/exporter";
import type { FittedSpec } from "@polyhead/spec";
import { InvalidArgumentError, Option, type Command } from "commander";
import { DEFAULT_CONFIG } from "./default-config.ts";

const METHODS: readonly WeightsMethod[] = ["float16", "int8", "int8-dynamic", "int8-static", "int4"];
const CALIBRATIONS: readonly CalibrationMethod[] = ["minmax", "percentile", "entropy"];

/** Training examples that the ranges of activations are measured on. */
const CALIBRATION_EXAMPLES = 256;

export interface WeightsFlags {
  readonly weights?: WeightsMethod;
  readonly compute?: "float16";
  readonly calibrate: CalibrationMethod;
  readonly maxLoss: number;
  readonly config?: string;
}

/** Adds the options on smaller weights. */
export function addWeightsOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "-w, --weights <type>",
        "store weights in fewer bits; int8 is static with convolutions",
      ).choices(METHODS),
    )
    .addOption(
      new Option("--compute <type>", "compute in float16 as well, where the device can").choices(["float16"]),
    )
    .addOption(
      new Option("--calibrate <rule>", "how static int8 takes ranges from training examples")
        .choices(CALIBRATIONS)
        .default("minmax"),
    )
    .addOption(
      new Option("--max-loss <percent>", "refuse smaller weights when a task loses more of its metric")
        .argParser(percent)
        .default(1),
    );
}

/** The weights that the flags ask for, measured on what a config holds out; undefined for float32. */
export async function weightsOptions(
  flags: WeightsFlags,
  spec: FittedSpec,
): Promise<WeightsOptions | undefined> {
  const { compute, calibrate, maxLoss } = flags;
  const method = flags.weights ?? compute;
  if (method === undefined) return undefined;
  const { heldOut } = await import("@polyhead/trainer");
  const { drawExamples } = await import("./draw-examples.ts");
  const { encodeExamples } = await import("./read-samples.ts");
  const { evaluateOn } = await import("./evaluate-file.ts");
  const { loadConfig } = await import("./load-config.ts");
  const source = heldOut(await loadConfig(flags.config ?? DEFAULT_CONFIG));
  const calibrated = method === "int8" || method === "int8-static";
  return {
    method,
    ...(compute && { compute }),
    ...(calibrated && {
      calibration: {
        samples: encodeExamples(spec, await drawExamples(source.train(), CALIBRATION_EXAMPLES), source.name),
        method: calibrate,
      },
    }),
    evaluate: evaluateOn(() => source.test()),
    limit: maxLoss / 100,
  };
}

function percent(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= 0 && value <= 100) return value;
  throw new InvalidArgumentError("It should be a percentage, from 0 to 100.");
}
