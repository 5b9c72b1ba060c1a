import { readdir } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { knownOptions } from "../model/known-options.ts";
import { randomSource } from "./random.ts";
import type { RowSource } from "./source.ts";
import { badFile, unreadable } from "./table/bad-file.ts";
import { BadRow, type RowBatch } from "./table/cell.ts";
import { TABLE_OPTIONS, tableSource, type TableOptions } from "./table/table-source.ts";

const PICTURE = /\.(png|jpe?g)$/i;
const COLUMNS = ["image", "label"];
const BATCH = 1024;

/**
 * Reads folders of PNG and JPEG files with one folder a class, as if they were tables with the columns `image` and `label`:
 * `imageFolder({ train: "flowers", test: 0.2, resize: "cover", rename: { label: "species" } })`.
 *
 * What lies deeper belongs to the first folder's class. The order is drawn once, the same at every reading. Pictures with
 * labels of several tasks are a `csv` with a column of paths.
 *
 * @throws PolyheadError `config-invalid`; reading throws as that of `csv` does
 */
export function imageFolder(options: TableOptions): RowSource {
  knownOptions(options, TABLE_OPTIONS, "imageFolder()");
  return tableSource("imageFolder", options, pictures);
}

async function* pictures(folder: string): AsyncGenerator<RowBatch> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw unreadable(folder, cause);
  });
  const files = entries
    .filter((entry) => entry.isFile() && PICTURE.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name))
    .toSorted();
  if (files.length === 0)
    throw badFile(folder, "should hold a folder of PNG or JPEG files for each class; there is no picture");
  randomSource(0, "image folder").shuffle(files);
  for (let from = 0; from < files.length; from += BATCH) {
    const some = files.slice(from, from + BATCH);
    yield {
      columns: COLUMNS,
      rows: some.map((file) => row(folder, file)),
      place: (index) => some[index] ?? folder,
    };
  }
}

function row(folder: string, file: string): readonly string[] | BadRow {
  const [label = "", ...deeper] = relative(folder, file).split(sep);
  if (deeper.length > 0) return [resolve(file), label];
  return new BadRow("a picture should lie in the folder of its class; it lies beside these folders");
}
