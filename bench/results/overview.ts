// What the tables of all data sets come down to: a row for each way of sharing, and one for each balancing method.
import { spread, type Spread } from "@polyhead/trainer";
import { TITLES } from "./titles.ts";
import { methods, sharings, type Benchmark } from "./setting.ts";
import type { Summary } from "./summary.ts";
import { figure, table } from "./table.ts";

/** The models of a data set, those for one task alone too. */
export interface Section {
  readonly benchmark: Benchmark;
  readonly models: readonly Summary[];
}

export function overview(sections: readonly Section[]): string {
  return `## How to choose

Ways of sharing, by the mean Δm over the methods that all of them allow (${allowedByAll(sections).join(", ")}), the parameters and the time of a
training step, both as multiples of hard sharing's:

${sharingTable(sections)}

Balancing methods, by the mean Δm over the ways of sharing that allow all of them (all but soft), and the time of a training step of hard sharing
as a multiple of equal weights':

${methodTable(sections)}

- **Begin with hard sharing and equal weights**: nothing is smaller or faster. \`polyhead baselines\` tells each task's loss against
  a model of its own, on your data.
- **Where tasks lose by it, give them parts of their own.** Every other way costs parameters and time: towers that are stitched (cross-stitch,
  NDDR), experts of their own (CGC, PLE), attention (MTAN), a learned tree (LTB). Experts that all tasks mix (MMoE, DSelect-k) leave nothing
  to one task alone.
- **Change the method where one task drowns another**, which shows in the report as cosines below 0 or losses far apart. Here labels
  are complete and losses of like size, so that methods have little to repair.`;
}

function sharingTable(sections: readonly Section[]): string {
  const allowed = allowedByAll(sections);
  const rows = ["one each", ...sharings].map((sharing) => [
    sharing,
    ...sections.map(({ models }) =>
      sharing === "one each"
        ? "0"
        : meanDelta(models.filter((one) => one.sharing === sharing && allowed.includes(one.balancing))),
    ),
    multiple(sections.map(({ models }) => ratio(models, sharing, "parameters"))),
    multiple(sections.map(({ models }) => ratio(models, sharing, "milliseconds"))),
  ]);
  return table(1, ["sharing", ...deltaColumns(sections), "parameters", "time"], rows);
}

function methodTable(sections: readonly Section[]): string {
  const rows = methods.map((method) => [
    method,
    ...sections.map(({ models }) =>
      meanDelta(models.filter((one) => one.balancing === method && one.sharing !== "soft")),
    ),
    multiple(
      sections.map(({ models }) => divided(hard(models, method)?.milliseconds, hard(models)?.milliseconds)),
    ),
  ]);
  return table(1, ["balancing", ...deltaColumns(sections), "time"], rows);
}

function deltaColumns(sections: readonly Section[]): string[] {
  return sections.map(({ benchmark }) => `${TITLES[benchmark.name]}: Δm, %`);
}

function allowedByAll(sections: readonly Section[]): readonly string[] {
  const refused = new Set(
    sections.flatMap(({ models }) =>
      models.flatMap((one) => (one.refused === undefined ? [] : [one.balancing])),
    ),
  );
  return methods.filter((method) => !refused.has(method));
}

function meanDelta(models: readonly Summary[]): string {
  const means = models.flatMap(({ delta, task }) => (delta && task === undefined ? [delta.mean] : []));
  return means.length < models.filter(({ task }) => task === undefined).length || means.length === 0
    ? ""
    : figure({ mean: spread(means).mean }, 1);
}

/** Of a way of sharing with equal weights, to hard sharing's; of the models for one task, all together. */
function ratio(
  models: readonly Summary[],
  sharing: string,
  of: "parameters" | "milliseconds",
): number | undefined {
  const own = models.filter((one) =>
    sharing === "one each"
      ? one.task !== undefined
      : one.task === undefined && one.sharing === sharing && one.balancing === "equal",
  );
  const values = own.map((one) => one[of]);
  const total = values.includes(undefined)
    ? undefined
    : values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  return divided(total, hard(models)?.[of]);
}

function hard(models: readonly Summary[], method = "equal"): Summary | undefined {
  return models.find(
    ({ sharing, balancing, task }) => sharing === "hard" && balancing === method && task === undefined,
  );
}

function divided(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : one / other;
}

/** The mean over data sets. */
function multiple(ratios: readonly (number | undefined)[]): string {
  const known = ratios.filter((value) => value !== undefined);
  if (known.length < ratios.length) return "";
  const { mean }: Spread = spread(known);
  return `${mean.toFixed(1)} ×`;
}
