// Legend: B batch, L steps of a sequence.
import type { Value } from "@polyhead/onnx";
import type { Layer } from "./layer.ts";
import { unsupported } from "./unsupported.ts";

/** Which steps of a sequence count: tfjs's mask, whose nodes are added to the graph only once a layer uses it. */
export class Mask {
  readonly #make: () => Value;
  #value: Value | undefined;

  constructor(make: () => Value) {
    this.#make = make;
  }

  /**
   * Bool, `[B, L]` as a rule, true where a step counts.
   *
   * @throws PolyheadError `export-unsupported` where no layer of tfjs could use the mask
   */
  value(): Value {
    return (this.#value ??= this.#make());
  }
}

/** A mask that tfjs hands on, and that nothing can be exported which uses it. */
export function refusedMask(layer: Layer, reason: string): Mask {
  return new Mask(() => {
    throw unsupported(layer, reason);
  });
}
