// Legend: B batch, N columns, V_i values of column i, the unknown one included, E_i numbers that stand for one of them, n columns
// of a group, E their width, V all their values.
import {
  add,
  cast,
  concat,
  gather,
  reshape,
  serialization,
  tensor1d,
  tidy,
  where,
  zerosLike,
  type Tensor,
} from "@tensorflow/tfjs-core";
import { initializers, layers, type LayerVariable, type Shape } from "@tensorflow/tfjs-layers";

interface ColumnEmbeddingsConfig {
  /** V_i of each column */
  readonly sizes: readonly number[];
  /** E_i of each column */
  readonly widths: readonly number[];
  /** of the first weights */
  readonly seed: number;
  readonly name?: string;
}

/** Columns of one width, which have one table. */
interface Group {
  readonly width: number;
  readonly columns: readonly number[];
  /** of each of them, its first row in the table, which stands for its unknown values */
  readonly offsets: readonly number[];
  /** of the table */
  readonly rows: number;
}

/** Half the range of first weights, as Keras starts embeddings. */
const START = 0.05;

/**
 * Learned numbers for the values of N columns, side by side, narrow ones first: int32 `[B, N]` → `[B, Σ E_i]`. Columns of one
 * width share a table, which keeps steps short where columns are many; no two columns share a row of it.
 *
 * What stands for unknown values starts at 0, so that it says nothing where no such value was trained on.
 */
export class ColumnEmbeddings extends layers.Layer {
  static readonly className = "ColumnEmbeddings";
  readonly sizes: readonly number[];
  readonly widths: readonly number[];
  readonly seed: number;
  readonly groups: readonly Group[];
  /** of each group, `[V, E]` */
  tables: readonly LayerVariable[] = [];

  constructor(config: ColumnEmbeddingsConfig) {
    super({ ...config });
    this.sizes = config.sizes;
    this.widths = config.widths;
    this.seed = config.seed;
    this.groups = groupsOf(config);
  }

  override build(inputShape: Shape | Shape[]): void {
    this.tables = this.groups.map(({ width, rows, offsets }, at) => {
      const start = initializers.randomUniform({ minval: -START, maxval: START, seed: this.seed + at });
      const table = this.addWeight(`width${width}`, [rows, width], "float32", start);
      const unknown = new Set(offsets);
      const known = Uint8Array.from({ length: rows }, (_, row) => Number(!unknown.has(row)));
      tidy(() => {
        const values = table.read();
        table.write(where(reshape(tensor1d(known, "bool"), [rows, 1]), values, zerosLike(values)));
      });
      return table;
    });
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [batch = null] = inputShape as Shape;
    return [batch, this.widths.reduce((sum, width) => sum + width, 0)];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => {
      const [given] = [inputs].flat();
      const places = cast(given!, "int32");
      const embedded = this.groups.map(({ width, columns, offsets }, at) => {
        const own = gather(places, tensor1d([...columns], "int32"), 1); // [B, n]
        const rows = gather(this.tables[at]!.read(), add(own, tensor1d([...offsets], "int32"))); // [B, n, E]
        return reshape(rows, [-1, columns.length * width]);
      });
      return embedded.length === 1 ? embedded[0]! : concat(embedded, 1);
    });
  }

  override getConfig(): serialization.ConfigDict {
    const { sizes, widths, seed } = this;
    return { ...super.getConfig(), sizes: [...sizes], widths: [...widths], seed };
  }
}

function groupsOf({ sizes, widths }: ColumnEmbeddingsConfig): Group[] {
  const distinct = [...new Set(widths)].toSorted((a, b) => a - b);
  return distinct.map((width) => {
    const columns = [...widths.keys()].filter((column) => widths[column] === width);
    const offsets: number[] = [];
    let rows = 0;
    for (const column of columns) {
      offsets.push(rows);
      rows += sizes[column]!;
    }
    return { width, columns, offsets, rows };
  });
}

serialization.registerClass(ColumnEmbeddings);
