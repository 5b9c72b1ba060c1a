// Builds and packs every package, checks the archives, installs them in an empty project and uses them there.
import { execFileSync } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");
const pnpm = ["-y", "pnpm@12"];

function run(command: string, args: readonly string[], cwd: string): void {
  console.log(`$ ${command} ${args.join(" ")}`);
  execFileSync(command, args, { cwd, stdio: "inherit" });
}

interface Packed {
  readonly name: string;
  readonly archive: string;
}

async function pack(folder: string): Promise<readonly Packed[]> {
  const packages = await readdir(join(root, "packages"));
  const manifests = await Promise.all(
    packages.map(async (name) => {
      const directory = join(root, "packages", name);
      return { directory, json: await readFile(join(directory, "package.json"), "utf8") };
    }),
  );
  return manifests.map(({ directory, json }) => {
    const { name, version } = JSON.parse(json) as { name: string; version: string };
    run("npx", [...pnpm, "pack", "--pack-destination", folder], directory);
    return { name, archive: join(folder, `${name.replace("@", "").replace("/", "-")}-${version}.tgz`) };
  });
}

async function installElsewhere(packed: readonly Packed[], project: string): Promise<void> {
  await cp(join(import.meta.dirname, "consumer"), project, { recursive: true });
  const files = Object.fromEntries(packed.map(({ name, archive }) => [name, `file:${archive}`]));
  const manifest = {
    name: "consumer",
    private: true,
    type: "module",
    dependencies: files,
    devDependencies: { "@types/node": "^24", typescript: "^7" },
  };
  await writeFile(join(project, "package.json"), JSON.stringify(manifest));
  const overrides = Object.entries(files).map(([name, file]) => `  "${name}": "${file}"\n`);
  const settings = `autoInstallPeers: true\nallowBuilds:\n  core-js: false\n  esbuild: true\n  onnxruntime-node: false\n  protobufjs: false\n`;
  await writeFile(join(project, "pnpm-workspace.yaml"), `${settings}overrides:\n${overrides.join("")}`);
  run("npx", [...pnpm, "install", "--no-frozen-lockfile"], project);
}

const folder = await mkdtemp(join(tmpdir(), "polyhead-packages-"));
try {
  const packed = await pack(folder);
  for (const { archive } of packed) {
    run("publint", ["--strict", archive], root);
    run("attw", ["--profile", "esm-only", archive], root);
  }
  const project = join(folder, "consumer");
  await installElsewhere(packed, project);
  run("node_modules/.bin/tsc", ["-p", "."], project);
  for (const story of ["out/app.js", "out/texts.js"]) run(process.execPath, [story], project);
  run("node_modules/.bin/polyhead", ["--version"], project);
  console.log(`${packed.length} packages build, pack, install and work elsewhere`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
