// Examples per second of a training step (forward, backward, Adam) on each engine there is, beside PyTorch.
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { median } from "./median.ts";
import { networks, type Network } from "./networks.ts";

/** An engine in a process of its own. */
interface Contestant {
  readonly label: string;
  readonly child: ChildProcessWithoutNullStreams;
  readonly lines: AsyncIterator<string>;
}

/** An engine in one comparison: steps in a round, and examples per second of each round. */
interface Entry {
  readonly contestant: Contestant;
  readonly steps: number;
  readonly speeds: number[];
}

const ENGINES = ["compiled", "eager", "wasm", "stock-wasm", "webgpu", "tfjs-node-gpu"];
const ROUNDS = 5;
/** Seconds that one round of one engine takes, about. */
const ROUND = 0.5;

/** Prints a table for each network and batch size: medians of interleaved rounds, as ratios. */
export async function benchTraining(): Promise<void> {
  const path = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
  const commands: [string, string[]][] = [
    ["/usr/bin/python3", [path("pytorch.py")]],
    ...ENGINES.map((engine): [string, string[]] => [process.execPath, [path("contestant.ts"), engine]]),
  ];
  const contestants: Contestant[] = [];
  for (const [command, args] of commands) {
    const contestant = await admit(command, args);
    if (typeof contestant === "string") console.log(`not measured: ${contestant}`);
    else contestants.push(contestant);
  }
  for (const network of networks) {
    for (const batch of network.batches) await compare(contestants, network, batch);
  }
  for (const { child } of contestants) child.stdin.end();
}

async function admit(command: string, args: readonly string[]): Promise<Contestant | string> {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"] });
  let complaint = "";
  child.on("error", (error) => (complaint += error.message));
  child.stderr.on("data", (data: Buffer) => (complaint += data.toString()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.done === true) return `${command}: ${complaint.trim().split("\n").at(-1)}`;
  const [, state, label = ""] = /^(\w+) (.*)$/.exec(first.value) ?? [];
  return state === "ready" ? { label, child, lines } : label;
}

async function compare(all: readonly Contestant[], { name, title }: Network, batch: number): Promise<void> {
  console.log(`\n${title}, batch ${batch}`);
  const entries: Entry[] = [];
  for (const contestant of all) {
    const once = await seconds(contestant, name, batch, 1);
    if (typeof once === "number") {
      entries.push({ contestant, steps: Math.max(1, Math.round(ROUND / once)), speeds: [] });
    } else console.log(`  not measured: ${contestant.label}: ${once}`);
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const { contestant, steps, speeds } of entries) {
      speeds.push((batch * steps) / Number(await seconds(contestant, name, batch, steps)));
    }
  }
  report(entries.map(({ contestant, speeds }) => [contestant.label, median(speeds)]));
}

/** The seconds that some steps took, or why they could not be taken. */
async function seconds(
  { child, lines }: Contestant,
  name: string,
  batch: number,
  steps: number,
): Promise<number | string> {
  child.stdin.write(`${name} ${batch} ${steps}\n`);
  const answer = await lines.next();
  if (answer.done === true) return "its process ended";
  return answer.value.startsWith("failed") ? answer.value : Number(answer.value);
}

function report(results: readonly (readonly [label: string, speed: number])[]): void {
  const speedOf = (start: string): number | undefined =>
    results.find(([label]) => label.startsWith(start))?.[1];
  const peers = { PyTorch: speedOf("PyTorch"), "stock WASM": speedOf("stock WASM") };
  for (const [label, speed] of results) {
    const ratios = Object.entries(peers).map(([peer, other]) =>
      other === undefined ? "" : `${(speed / other).toFixed(2)} × ${peer}`.padStart(20),
    );
    console.log(
      `  ${label.padEnd(52)}${Math.round(speed).toString().padStart(8)} examples/s${ratios.join("")}`,
    );
  }
}

if (import.meta.main) await benchTraining();
