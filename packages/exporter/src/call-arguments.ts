import type { Value } from "@polyhead/onnx";
import type { Mask } from "./mask.ts";

/**
 * What tfjs hands to each layer of a model besides its inputs. Once a mask has come up, it is one object for all layers
 * that run after, and nobody clears it: a recurrent layer without a mask of its own takes the last one.
 */
export class CallArguments {
  /** Whether a recurrent layer was called with an initial state; the next one throws. */
  initialState = false;
  mask: Mask | undefined;
  /** Whether a layer looked for a mask while there was none. */
  missedMask = false;

  constructor(mask?: Mask) {
    this.mask = mask;
  }

  /** The mask that a layer computes with. */
  useMask(): Value | undefined {
    this.missedMask ||= this.mask === undefined;
    return this.mask?.value();
  }

  copy(): CallArguments {
    const copy = new CallArguments();
    copy.become(this);
    return copy;
  }

  become({ initialState, mask, missedMask }: CallArguments): void {
    this.initialState = initialState;
    this.mask = mask;
    this.missedMask = missedMask;
  }

  /** Whether layers cannot tell the two apart. */
  sees({ initialState, mask }: CallArguments): boolean {
    return this.initialState === initialState && this.mask === mask;
  }
}
