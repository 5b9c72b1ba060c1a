import { messageOf, PolyheadError } from "@polyhead/spec";
import { appendFile, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { EpochRecord } from "../../fit/epoch-record.ts";
import { encodeEvent, type Event } from "./event.ts";
import { frameRecord } from "./records.ts";
import { epochEvent } from "./scalars.ts";

/** The directory, in a run's, that `tensorboard --logdir` reads. */
const FOLDER = "tensorboard";

/** A run's figures as TensorBoard reads them, epoch by epoch. */
export interface EventFile {
  /** Adds the newest epoch of a history. */
  append(history: readonly EpochRecord[]): Promise<void>;
}

/**
 * Starts the event file of a run, with the epochs that it has already, in place of one that it may have had.
 *
 * @throws PolyheadError `file-unwritable`, here and in `append`
 */
export async function startEventFile(run: string, history: readonly EpochRecord[]): Promise<EventFile> {
  const start = Date.now() / 1000 - history.reduce((total, { seconds }) => total + seconds, 0);
  const folder = join(run, FOLDER);
  const path = join(folder, `events.out.tfevents.${Math.floor(Date.now() / 1000)}.polyhead`);
  const events: Event[] = [
    { wallTime: start, fileVersion: "brain.Event:2" },
    ...history.map((_, at) => epochEvent(history, at, start)),
  ];
  await writing(path, async () => {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await writeFile(path, Buffer.concat(events.map((event) => frameRecord(encodeEvent(event)))));
  });
  return {
    append: (grown) =>
      writing(path, async () => {
        // A reader takes a record that is cut short for one that is still being written.
        await appendFile(path, frameRecord(encodeEvent(epochEvent(grown, grown.length - 1, start))));
      }),
  };
}

async function writing(path: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    throw new PolyheadError("file-unwritable", `The file ${path} cannot be written (${messageOf(cause)}).`, {
      cause,
      details: { path },
    });
  }
}
