import { PolyheadError } from "@polyhead/spec";
import type { Model } from "@polyhead/runtime";
import { Option, type Command } from "commander";
import { basename } from "node:path";
import { DEVICES, type DeviceName } from "../device-names.ts";
import { integer } from "../integer-option.ts";
import { interruptSignal } from "../interrupt.ts";
import { style } from "../terminal/style.ts";

const HELP = `
A page to try the models at /, and Open Inference Protocol V2 over HTTP and JSON: GET /v2/models/<name>, POST /v2/models/<name>/infer. A model's name is its
own, or its file's when it has no manifest. Ctrl-C finishes the answers that are under way and ends with exit code 0.

Examples:
  $ polyhead serve cifar.onnx
  $ polyhead serve cifar.onnx census.onnx --host 0.0.0.0 --port 8080
`;

interface ServeFlags {
  readonly host: string;
  readonly port: number;
  readonly device: DeviceName;
}

export function addServe(program: Command): void {
  program
    .command("serve")
    .argument("<models...>", "ONNX files")
    .description("serve models over HTTP")
    .option("--host <address>", "interface to listen on; 0.0.0.0 is every one", "127.0.0.1")
    .option("-p, --port <n>", "port to listen on; 0 takes a free one", integer(0, 65_535), 8000)
    .addOption(new Option("-d, --device <name>", "where to run").choices(DEVICES).default("auto"))
    .addHelpText("after", HELP)
    .action(serveCommand);
}

async function serveCommand(paths: readonly string[], { host, port, device }: ServeFlags): Promise<void> {
  const signal = interruptSignal();
  const { serve } = await import("@polyhead/server");
  const models = await loadModels(paths, device);
  try {
    const { url, closed } = await serve({ models, host, port, signal });
    printServer(url, models);
    signal.addEventListener("abort", () => process.stderr.write("finishing the answers under way\n"));
    await closed;
  } finally {
    await Promise.all(Object.values(models).map((model) => model.dispose()));
  }
}

async function loadModels(paths: readonly string[], device: DeviceName): Promise<Record<string, Model>> {
  const { load } = await import("@polyhead/runtime");
  const models = new Map<string, Model>();
  for (const path of paths) {
    const model = await load(path, { device });
    const name = model.manifest?.name ?? basename(path, ".onnx");
    if (models.has(name)) {
      throw new PolyheadError(
        "usage",
        `Each model should have a name of its own; "${name}" is there twice, in ${path} too.`,
        {
          details: { name },
        },
      );
    }
    models.set(name, model);
  }
  return Object.fromEntries(models);
}

function printServer(url: string, models: Readonly<Record<string, Model>>): void {
  const passedOver = new Set<string>();
  for (const [name, { device, fallbacks }] of Object.entries(models)) {
    process.stdout.write(`${style("bold", name)}  on ${device}  ${url}/v2/models/${name}\n`);
    for (const { device, reason } of fallbacks) passedOver.add(`not ${device}: ${reason}`);
  }
  for (const reason of passedOver) process.stdout.write(`${style("dim", reason)}\n`);
  process.stdout.write(`try it at ${style("bold", url)}; Ctrl-C to stop\n`);
}
