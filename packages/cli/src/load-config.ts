import { messageOf, PolyheadError } from "@polyhead/spec";
import { defineModel, type ModelConfig } from "@polyhead/trainer";
import { build, type Message, type Plugin } from "esbuild";
import { randomUUID } from "node:crypto";
import { rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * Loads a config: TypeScript or JavaScript whose default export is `defineModel({ … })`.
 *
 * @throws PolyheadError `file-missing`, `file-unwritable`, or `config-invalid` when it does not compile, throws, names a
 *   key twice in one object, or exports something else
 */
export async function loadConfig(path: string): Promise<ModelConfig> {
  const file = resolve(path);
  const info = await stat(file).catch(() => undefined);
  if (info?.isFile() !== true) {
    throw new PolyheadError(
      "file-missing",
      `There is no config ${path}: write one with \`polyhead init\`, or name another with --config.`,
      { details: { path: file } },
    );
  }
  const config = await importDefault(await compile(file, path), file, path);
  if (!isModelConfig(config)) {
    throw invalid(path, `should export default defineModel({ … }); it exports ${describe(config)}`);
  }
  try {
    return defineModel(config);
  } catch (cause) {
    throw asConfigInvalid(cause, path);
  }
}

async function compile(file: string, path: string): Promise<string> {
  const result = await build({
    entryPoints: [file],
    bundle: true,
    packages: "external",
    plugins: [ownPackages],
    format: "esm",
    platform: "node",
    target: "node22",
    sourcemap: "inline",
    write: false,
    logLevel: "silent",
  }).catch((cause: unknown) => {
    const [first] = (cause as { errors?: readonly Message[] }).errors ?? [];
    throw invalid(
      first === undefined ? path : placeOf(first, path),
      `does not compile: ${first?.text ?? messageOf(cause)}`,
      cause,
    );
  });
  // JavaScript keeps the last of two tasks of one name without a word; esbuild still sees both.
  const duplicate = result.warnings.find(({ id }) => id === "duplicate-object-key");
  if (duplicate !== undefined) {
    const key = /"(.*)"/.exec(duplicate.text)?.[1] ?? "";
    throw invalid(
      placeOf(duplicate, path),
      `should name each key of an object once; "${key}" is there a second time, and the first would be lost: rename one`,
    );
  }
  return result.outputFiles[0]?.text ?? "";
}

function placeOf({ location }: Message, path: string): string {
  return location === null ? path : `${path}:${location.line}`;
}

/**
 * Lets a config import Polyhead, and tfjs, from the very program that runs it: where it is not installed, or installed
 * twice, and then layers of one copy could not join layers of the other.
 */
const ownPackages: Plugin = {
  name: "own-packages",
  setup(build) {
    build.onResolve(
      { filter: /^(polyhead|@polyhead\/[a-z-]+|@tensorflow\/tfjs-(core|layers))$/ },
      ({ path }) => {
        try {
          return { path: import.meta.resolve(path), external: true };
        } catch {
          return undefined;
        }
      },
    );
  },
};

async function importDefault(code: string, file: string, path: string): Promise<unknown> {
  const compiled = join(dirname(file), `.${basename(file)}.${randomUUID()}.mjs`);
  try {
    await writeFile(compiled, code, { flag: "wx" });
  } catch (cause) {
    throw new PolyheadError(
      "file-unwritable",
      `The compiled config should go beside ${path} for a moment; that directory cannot be written (${messageOf(cause)}).`,
      { cause, details: { path: compiled } },
    );
  }
  try {
    const module = (await import(pathToFileURL(compiled).href)) as { readonly default?: unknown };
    return module.default;
  } catch (cause) {
    throw asConfigInvalid(cause, path);
  } finally {
    await rm(compiled, { force: true });
  }
}

function isModelConfig(value: unknown): value is ModelConfig {
  if (typeof value !== "object" || value === null) return false;
  const { name, inputs, tasks, trunk } = value as Partial<Record<keyof ModelConfig, unknown>>;
  return typeof name === "string" && isObject(inputs) && isObject(tasks) && isObject(trunk);
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

function describe(value: unknown): string {
  if (value === undefined) return "no default";
  return isObject(value) ? "an object without `name`, `inputs`, `tasks` and `trunk`" : typeof value;
}

function asConfigInvalid(cause: unknown, path: string): PolyheadError {
  if (cause instanceof PolyheadError) {
    return new PolyheadError(cause.code, `${path}: ${cause.message}`, { cause, details: cause.details });
  }
  return invalid(path, `cannot be loaded: ${messageOf(cause)}`, cause);
}

function invalid(place: string, fault: string, cause?: unknown): PolyheadError {
  return new PolyheadError("config-invalid", `The config ${place} ${fault}.`, { cause, details: { place } });
}
