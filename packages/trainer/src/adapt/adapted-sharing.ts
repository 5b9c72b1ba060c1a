import type { SharingReport } from "../model/sharing/report.ts";
import type { FeaturePart } from "./head-features.ts";
import type { BuiltSharing } from "../model/sharing/sharing.ts";

/** How new tasks share a trained model. @param parts what the head of each reads */
export function adaptedSharing(
  parts: Readonly<Record<string, readonly FeaturePart[]>>,
  trunkRate: number,
): BuiltSharing {
  const tasks = Object.keys(parts);
  const rows = [...new Set(Object.values(parts).flatMap((own) => own.map(({ layer }) => layer)))];
  const isRead = (row: string, task: string): boolean =>
    parts[task]?.some(({ layer }) => layer === row) === true;
  const report: SharingReport = {
    kind: "adapted",
    matrices: [
      {
        name: "new tasks",
        quantity: "share of the layer's features that the head reads",
        rows,
        columns: tasks,
        values: rows.map((row) => tasks.map((task) => Number(isRead(row, task)))),
      },
    ],
  };
  return { kind: "adapted", options: { trunkRate }, inspect: async () => report };
}
