import type { EpochRecord, Split } from "../../fit/epoch-record.ts";
import type { Event } from "./event.ts";

const SPLITS: readonly Split[] = ["train", "validation", "test"];

/** An epoch's figures by tag: what is before the first slash is a section of TensorBoard's page. */
function scalarsOf(record: EpochRecord): readonly (readonly [tag: string, value: number])[] {
  const { objective, losses, weights, learningRate, gap, deltaM, average, metrics } = record;
  const byTask = (section: string, values: Readonly<Record<string, number>>): [string, number][] =>
    Object.entries(values).map(([task, value]) => [`${section}/${task}`, value]);
  const bySplit = SPLITS.flatMap((split): [string, number][] => [
    ...(average[split] === undefined ? [] : [[`average/${split}`, average[split]] as [string, number]]),
    ...Object.entries(metrics[split] ?? {}).flatMap(([task, values]) =>
      Object.entries(values).map(([metric, value]): [string, number] => [
        `${task}/${metric}/${split}`,
        value,
      ]),
    ),
  ]);
  const scalars: [string, number][] = [
    ["objective", objective],
    ["learning_rate", learningRate],
    ...byTask("loss", losses),
    ...byTask("weight", weights),
    ...bySplit,
    ...(gap === undefined ? [] : [["average/gap", gap] as [string, number]]),
    ...(deltaM === undefined ? [] : [["average/delta_m", deltaM] as [string, number]]),
  ];
  return scalars.filter(([, value]) => Number.isFinite(value));
}

/** An epoch's figures as an event at its end. @param start of the run in seconds since 1970, had it never stopped */
export function epochEvent(history: readonly EpochRecord[], at: number, start: number): Event {
  const wallTime = history.slice(0, at + 1).reduce((time, { seconds }) => time + seconds, start);
  const value = scalarsOf(history[at]!).map(([tag, simpleValue]) => ({ tag, simpleValue }));
  return { wallTime, step: history[at]!.epoch, summary: { value } };
}
