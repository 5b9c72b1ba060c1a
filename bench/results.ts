// The table of results: `node bench/results.ts` trains what the file of results lacks, times it and writes the page. It takes hours,
// can be stopped at any time, and goes on; `train`, `time` and `page` do one of the three. `train shapes` and `train cifar10` can run side
// by side.
import { readResults } from "./results/results-file.ts";
import { timeMissing } from "./results/time-missing.ts";
import { trainMissing } from "./results/train-missing.ts";
import { writePage } from "./results/write-page.ts";

const [, , part, dataset] = process.argv;
const cifarDirectory = process.env["POLYHEAD_CIFAR10"];
const parts: Readonly<Record<string, () => Promise<void>>> = {
  train: () => trainMissing(cifarDirectory, dataset),
  time: () => timeMissing(cifarDirectory),
  page: async () => {
    const results = await readResults();
    if (results !== undefined) await writePage(results);
  },
};

const chosen = part === undefined ? Object.values(parts) : [parts[part]];
for (const run of chosen) await run?.();
