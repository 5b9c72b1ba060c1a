// Legend: B batch, N columns, n columns of one width, E their width, V all their values.
import { dataTypeCode } from "@polyhead/onnx";
import type { LayerVariable } from "@tensorflow/tfjs-layers";
import type { LiveLayer } from "../layer.ts";
import { unary, type Translator } from "../translator.ts";

interface ColumnEmbeddings {
  readonly groups: readonly {
    readonly width: number;
    readonly columns: readonly number[];
    readonly offsets: readonly number[];
    readonly rows: number;
  }[];
  readonly tables: readonly LayerVariable[];
}

/** A layer of the trainer's: a row of a table for each of N columns, side by side, those of one width from one table. */
export const columnEmbeddings: Translator = unary((layer, input, context) => {
  const { groups, tables } = layer as LiveLayer<ColumnEmbeddings>;
  const places = context.integersOf(input); // [B, N]
  const embedded = tables.map((variable, at) => {
    const { width = 0, columns = [], offsets = [], rows = 0 } = groups[at] ?? {};
    const table = context.constant(`width${width}`, context.weights(variable), [rows, width]); // [V, E]
    const own = context.op("Gather", [places, context.integers("columns", columns)], { axis: 1 }); // [B, n]
    const first = context.op("Cast", [context.integers("offsets", offsets)], { to: dataTypeCode("int32") });
    const found = context.op("Gather", [table, context.op("Add", [own, first])], { axis: 0 }); // [B, n, E]
    return context.op("Reshape", [found, context.integers("shape", [0, columns.length * width])]);
  });
  const shape = [groups.reduce((sum, { columns, width }) => sum + columns.length * width, 0)];
  const [only, ...others] = embedded;
  const value =
    only !== undefined && others.length === 0 ? only : context.op("Concat", embedded, { axis: 1 });
  return { value, shape, layout: "plain" };
});
