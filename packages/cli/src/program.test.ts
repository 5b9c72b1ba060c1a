import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import packageJson from "../package.json" with { type: "json" };
import { polyhead } from "./fixture/polyhead.ts";
import { createProgram } from "./program.ts";

const cwd = tmpdir();

test("tells its version, its commands and its exit codes", async () => {
  expect(await polyhead(["--version"], cwd)).toEqual({
    code: 0,
    stdout: `${packageJson.version}\n`,
    stderr: "",
  });
  const { code, stdout } = await polyhead(["--help"], cwd);
  expect(code).toBe(0);
  for (const command of createProgram().commands) expect(stdout).toContain(`\n  ${command.name()}`);
  expect(stdout).toMatch(/130\s+interrupted/);
});

test.each([
  "init",
  "train",
  "evaluate",
  "baselines",
  "adapt",
  "export",
  "split",
  "convert",
  "predict",
  "inspect",
  "serve",
  "demo",
])("%s has help with examples", async (command) => {
  const { code, stdout } = await polyhead([command, "--help"], cwd);
  expect(code).toBe(0);
  expect(stdout).toMatch(new RegExp(`Examples:\n  \\$ .*polyhead ${command}`));
});

test("an unknown command is wrong usage, and the likely one is named", async () => {
  const { code, stderr } = await polyhead(["trian"], cwd);
  expect(code).toBe(2);
  expect(stderr).toContain("Did you mean train?");
});

test.each([
  [["train", "--epochs", "0"], "It should be a whole number, 1 or more."],
  [["train", "--backend", "abacus"], "Allowed choices are tfjs-node-gpu, webgpu, onnxruntime, wasm, cpu."],
  [["serve", "x.onnx", "--port", "70000"], "from 0 to 65535"],
  [["predict", "--resize", "squash", "x.onnx"], "Allowed choices are cover, contain, fill, none."],
  [["evaluate", "--split", "dev"], "Allowed choices are train, validation, test, all."],
  [["evaluate", "-m", "x.onnx", "--checkpoint", "last"], "cannot be used with option '--checkpoint <which>'"],
  [["baselines", "--seeds", "0"], "from 1 to 100"],
  [["inspect"], "missing required argument 'model'"],
])("%j is wrong usage", async (args, message) => {
  const { code, stdout, stderr } = await polyhead(args, cwd);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(message);
});

test("a reader that stops reading is no failure", async () => {
  const main = fileURLToPath(new URL("main.ts", import.meta.url));
  const shell = spawn("sh", ["-c", `"${process.execPath}" "${main}" --help; echo code $? >&2`]);
  shell.stdout.destroy();
  let stderr = "";
  shell.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  await once(shell, "close");
  expect(stderr).toBe("code 0\n");
});
