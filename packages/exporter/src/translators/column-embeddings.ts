// Legend: B batch, N columns, V_i values of column i, E_i numbers that stand for one of them.
import type { LayerVariable } from "@tensorflow/tfjs-layers";
import type { LiveLayer } from "../layer.ts";
import { unary, type Translator } from "../translator.ts";

interface ColumnEmbeddings {
  readonly sizes: readonly number[];
  readonly tables: readonly LayerVariable[];
  readonly widths: readonly number[];
}

/** A layer of the trainer's: a row of a table for each of N columns, side by side, `[B, N]` → `[B, Σ E_i]`. */
export const columnEmbeddings: Translator = unary((layer, input, context) => {
  const { sizes, tables, widths } = layer as LiveLayer<ColumnEmbeddings>;
  const places = context.integersOf(input); // [B, N]
  const rows = tables.map((variable, column) => {
    const dims = [sizes[column] ?? 0, widths[column] ?? 0];
    const table = context.constant(`column${column}`, context.weights(variable), dims); // [V_i, E_i]
    const own = context.op("Gather", [places, context.integers(`place${column}`, column)], { axis: 1 }); // [B]
    return context.op("Gather", [table, own], { axis: 0 }); // [B, E_i]
  });
  const width = widths.reduce((sum, each) => sum + each, 0);
  return { value: context.op("Concat", rows, { axis: 1 }), shape: [width], layout: "plain" };
});
