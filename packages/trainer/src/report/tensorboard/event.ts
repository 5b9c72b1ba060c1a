// Field numbers of tensorflow/core/util/event.proto and tensorflow/core/framework/summary.proto, as far as they are used.
import protobuf from "protobufjs/light.js";

/** What happened at a point in time: the version of the file, or figures of a step. */
export interface Event {
  /** seconds since 1970 */
  readonly wallTime: number;
  readonly step?: number;
  readonly fileVersion?: string;
  readonly summary?: { readonly value: readonly { readonly tag: string; readonly simpleValue: number }[] };
}

const root = protobuf.Root.fromJSON({
  nested: {
    Value: { fields: { tag: { id: 1, type: "string" }, simpleValue: { id: 2, type: "float" } } },
    Summary: { fields: { value: { id: 1, type: "Value", rule: "repeated" } } },
    Event: {
      fields: {
        wallTime: { id: 1, type: "double" },
        step: { id: 2, type: "int64" },
        fileVersion: { id: 3, type: "string" },
        summary: { id: 5, type: "Summary" },
      },
    },
  },
});

export function encodeEvent(event: Event): Uint8Array {
  return root.lookupType("Event").encode(event, new protobuf.Writer()).finish();
}
