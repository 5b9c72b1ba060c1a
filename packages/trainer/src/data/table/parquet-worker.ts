// Decodes row groups in a thread of its own, so that a damaged file that its decoder never ends with, or that takes all
// memory, ends this thread alone.
import { asyncBufferFromFile, parquetScan } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { parentPort, workerData } from "node:worker_threads";
import type { ParquetAnswer, ParquetQuestion, ParquetWork } from "./parquet-thread.ts";

const { path, metadata, wanted } = workerData as ParquetWork;
const columns = [...wanted];
const file = await asyncBufferFromFile(path);
const scan = await parquetScan({ file, metadata, columns, compressors, utf8: false, geoparquet: false });

async function answer({ rowStart, rowEnd }: ParquetQuestion): Promise<ParquetAnswer> {
  const values: ArrayLike<unknown>[] = [];
  for (const column of columns) {
    const cells = await scan.readColumn({ column, rowStart, rowEnd });
    if (cells.length !== rowEnd - rowStart)
      return { fault: `column "${column}" has ${cells.length} of ${rowEnd - rowStart} values` };
    values.push(cells);
  }
  return { values };
}

parentPort?.on("message", (question: ParquetQuestion) => {
  void answer(question)
    .catch((error: unknown) => ({ fault: error instanceof Error ? error.message : String(error) }))
    .then((reply) => parentPort?.postMessage(reply, []));
});
