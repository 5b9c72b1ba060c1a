import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { polyhead, workDirectory } from "../fixture/polyhead.ts";

test("a table becomes a config, a profile, and a trained model", async () => {
  const directory = await workDirectory();
  const rows = Array.from({ length: 300 }, (_, at) => `${at},${at % 7},${at / 7},${2 * at + 0.5}`);
  await writeFile(join(directory, "loads.csv"), `a,b,heating,cooling\n${rows.join("\n")}\nx,1,2,3\n`);

  const started = await polyhead(["init", "loads.csv", "--task", "heating,cooling"], directory);
  expect(started.code).toBe(0);
  expect(await readFile(join(directory, "polyhead.config.ts"), "utf8")).toContain(
    "Rows that are wrong are passed over (1 without a number in a)",
  );
  expect((await polyhead(["init", "loads.csv"], directory)).code).toBe(2);

  const refused = await polyhead(["data", "--on-bad-row", "fail"], directory);
  expect(refused.code).toBe(3);
  expect(refused.stderr).toContain('loads.csv, row 301: column "a" should hold a number; it holds "x"');
  const page = ["--html", "data.html"];
  const looked = await polyhead(["data", "--json", ...page], directory);
  expect(looked.stderr).toContain("skipped 1 bad row");
  expect(JSON.parse(looked.stdout)).toMatchObject({
    leaks: 0,
    splits: { train: { tasks: { heating: { missing: 0 } } } },
  });
  expect(await readFile(join(directory, "data.html"), "utf8")).toContain("<svg");

  const trained = await polyhead(["train", "--epochs", "1"], directory);
  expect(trained.stderr).toContain("skipped 1 bad row of the train split:");
  expect(trained.code).toBe(0);
});

test("a folder with a folder of pictures for each class becomes a config beside it", async () => {
  const directory = await workDirectory();
  for (const name of ["cat", "dog"]) {
    await mkdir(join(directory, "My pets", name), { recursive: true });
    await writeFile(join(directory, "My pets", name, "1.jpg"), "");
  }
  const { code, stdout } = await polyhead(["init", "My pets"], directory);
  expect(code).toBe(0);
  expect(stdout).toContain("npx polyhead data");
  const config = await readFile(join(directory, "polyhead.config.ts"), "utf8");
  for (const part of ['name: "my-pets"', 'imageFolder({ train: "My pets"']) expect(config).toContain(part);
});
