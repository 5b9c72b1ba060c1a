// Every benchmark in one run: speeds as ratios to named peers, medians of interleaved rounds.
import { cpus } from "node:os";
import { benchCost } from "./cost.ts";
import { benchPredict } from "./predict.ts";
import { benchRead } from "./read.ts";
import { benchTraining } from "./training.ts";
import { benchWrite } from "./write.ts";

const processors = cpus();
console.log(
  `${processors.length} × ${processors[0]?.model ?? "unknown processor"}, Node ${process.versions.node}\n`,
);
await benchTraining();
console.log();
await benchCost();
console.log();
await benchPredict();
console.log();
await benchWrite();
console.log();
await benchRead();
