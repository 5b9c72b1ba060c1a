// Legend: B batch, N columns, V_i values of column i, the unknown one included, E_i numbers that stand for one of them.
import {
  cast,
  concat,
  gather,
  serialization,
  slice,
  tidy,
  unstack,
  zeros,
  type Tensor,
} from "@tensorflow/tfjs-core";
import { initializers, layers, type LayerVariable, type Shape } from "@tensorflow/tfjs-layers";

interface ColumnEmbeddingsConfig {
  /** V_i of each column */
  readonly sizes: readonly number[];
  /** E_i of each column */
  readonly widths: readonly number[];
  /** of the first weights, one for each column */
  readonly seeds: readonly number[];
  readonly name?: string;
}

/** Half the range of first weights, as Keras starts embeddings. */
const START = 0.05;

/**
 * Learned numbers for the values of N columns, side by side: int32 `[B, N]` → `[B, Σ E_i]`, from a table `[V_i, E_i]` for each.
 * Row 0, of unknown values, starts at 0, so that it says nothing where no such value was trained on.
 */
export class ColumnEmbeddings extends layers.Layer {
  static readonly className = "ColumnEmbeddings";
  readonly sizes: readonly number[];
  readonly widths: readonly number[];
  readonly seeds: readonly number[];
  tables: readonly LayerVariable[] = [];

  constructor(config: ColumnEmbeddingsConfig) {
    super({ ...config });
    this.sizes = config.sizes;
    this.widths = config.widths;
    this.seeds = config.seeds;
  }

  override build(inputShape: Shape | Shape[]): void {
    this.tables = this.sizes.map((size, column) => {
      const shape = [size, this.widths[column]!];
      const start = initializers.randomUniform({ minval: -START, maxval: START, seed: this.seeds[column]! });
      const table = this.addWeight(`column${column}`, shape, "float32", start);
      tidy(() => void table.write(withoutFirstRow(table.read())));
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
      const [places] = [inputs].flat();
      const columns = unstack(cast(places!, "int32"), 1); // N of [B]
      return concat(
        columns.map((column, at) => gather(this.tables[at]!.read(), column)),
        1,
      );
    });
  }

  override getConfig(): serialization.ConfigDict {
    const { sizes, widths, seeds } = this;
    return { ...super.getConfig(), sizes: [...sizes], widths: [...widths], seeds: [...seeds] };
  }
}

function withoutFirstRow(table: Tensor): Tensor {
  const [, width = 0] = table.shape;
  return concat([zeros([1, width]), slice(table, [1, 0])], 0);
}

serialization.registerClass(ColumnEmbeddings);
