import { Command } from "commander";
import packageJson from "../package.json" with { type: "json" };
import { addAdapt } from "./commands/adapt.ts";
import { addBaselines } from "./commands/baselines.ts";
import { addConvert } from "./commands/convert.ts";
import { addData } from "./commands/data.ts";
import { addDemo } from "./commands/demo.ts";
import { addEvaluate } from "./commands/evaluate.ts";
import { addExplain } from "./commands/explain.ts";
import { addExport } from "./commands/export.ts";
import { addInit } from "./commands/init.ts";
import { addInspect } from "./commands/inspect.ts";
import { addPredict } from "./commands/predict.ts";
import { addServe } from "./commands/serve.ts";
import { addSplit } from "./commands/split.ts";
import { addTrain } from "./commands/train.ts";

const HELP = `
Examples:
  $ polyhead demo                   see all of it, on pictures drawn on the spot
  $ polyhead init my-model          start a model of your own
  $ polyhead data                   missing labels, class balance, leaks: what the data of polyhead.config.ts are
  $ polyhead train                  polyhead.config.ts → runs/<id>/
  $ polyhead evaluate               metrics, calibration and confusion of the newest run, on any split
  $ polyhead baselines              a model for each task alone, to compare the newest run with (Δm)
  $ polyhead explain                what each task's predictions rest on, in a page
  $ polyhead adapt new.csv -t vip   a new task for the newest run, from few examples
  $ polyhead export                 the newest run → <name>.onnx
  $ polyhead convert saved/         any TensorFlow.js layers model → model.onnx
  $ polyhead predict cat.png        label: cat 0.93   colorfulness: 41.7
  $ polyhead serve cifar.onnx       http://127.0.0.1:8000, Open Inference Protocol V2

Exit codes:
  0    done
  1    failed
  2    wrong usage: unknown command, option or value
  3    bad input: a config, data, model or other file that is missing or wrong
  4    refused: the exported file disagrees with the trained model, or loses too much of a metric
  130  interrupted
`;

/** The command line: one function a command, in the order that they are used in. */
export function createProgram(): Command {
  const program = new Command("polyhead")
    .description("Multi-task learning without Python: one trunk, many heads, one ONNX graph.")
    .version(packageJson.version)
    .option("--verbose", "print stack traces and causes of errors")
    .configureHelp({ showGlobalOptions: true })
    .addHelpText("after", HELP)
    .exitOverride();
  for (const add of [
    addInit,
    addData,
    addTrain,
    addEvaluate,
    addBaselines,
    addAdapt,
    addExplain,
    addExport,
    addSplit,
    addConvert,
    addPredict,
    addInspect,
    addServe,
    addDemo,
  ])
    add(program);
  return program;
}
