import { PolyheadError } from "@polyhead/spec";
import { loadBinding, type NativeRuntime } from "./binding.ts";
import { NativeSession, newGraph } from "./session.ts";

let loaded: NativeRuntime | undefined;

/** ONNX Runtime, loaded and proven once a process; throws as `loadBinding` does. */
export function nativeRuntime(): NativeRuntime {
  loaded ??= proven(loadBinding());
  return loaded;
}

/** Runs a graph both ways, into an array of ours and out of the binding, and checks what comes back. */
function proven(runtime: NativeRuntime): NativeRuntime {
  const builder = newGraph("self-test");
  const x = builder.input("x", "float32", [3]);
  builder.output(builder.op("Add", [x, x]), "doubled");
  const session = new NativeSession(runtime, builder);
  const feeds = {
    x: { type: "float32", data: Float32Array.of(1, 2, 3), dims: [3], location: "cpu" },
  } as const;
  const written = new Float32Array(3);
  session.write(feeds, { doubled: { ...feeds.x, data: written } });
  const read = session.read(feeds, ["doubled"])["doubled"]?.data;
  session.dispose();
  if (written.join() === "2,4,6" && read?.join() === "2,4,6") return runtime;
  throw new PolyheadError(
    "device-unavailable",
    `The onnxruntime backend's self-test, 1,2,3 doubled, must give 2,4,6. Received ${written.join()} and ${read?.join()}: reinstall onnxruntime-node.`,
  );
}
