import { messageOf, PolyheadError } from "@polyhead/spec";
import { loadBinding, type NativeRuntime } from "./binding.ts";
import { NativeSession, newGraph } from "./session.ts";

let loaded: NativeRuntime | undefined;

/** ONNX Runtime, loaded and proven once a process; throws as `loadBinding` does. */
export function nativeRuntime(): NativeRuntime {
  loaded ??= proven(loadBinding());
  return loaded;
}

/** Runs a graph both ways, into an array of ours and out of the binding, which is enough to go on without the first. */
function proven(runtime: NativeRuntime): NativeRuntime {
  const builder = newGraph("self-test");
  const x = builder.input("x", "float32", [3]);
  builder.output(builder.op("Add", [x, x]), "doubled");
  const session = new NativeSession(runtime, builder);
  try {
    const read = session.read(feeds, ["doubled"])["doubled"]?.data;
    if (read?.join() === doubled) return withoutFailure(runtime, failureInPlace(session));
    throw new PolyheadError(
      "device-unavailable",
      `The onnxruntime backend's self-test, 1,2,3 doubled, must give ${doubled}. Received ${read?.join()}: reinstall onnxruntime-node.`,
    );
  } finally {
    session.dispose();
  }
}

const feeds = {
  x: { type: "float32", data: Float32Array.of(1, 2, 3), dims: [3], location: "cpu" },
} as const;
const doubled = "2,4,6";

function withoutFailure(runtime: NativeRuntime, failure: string | undefined): NativeRuntime {
  return failure === undefined ? runtime : { ...runtime, copiesBecause: failure };
}

/** What is wrong with outputs written in place, if anything. */
function failureInPlace(session: NativeSession): string | undefined {
  const data = new Float32Array(3);
  try {
    const stopped = session.write(feeds, { doubled: { ...feeds.x, data } });
    if (data.join() !== doubled) return `the binding left ${data.join()} in an array for ${doubled}`;
    return stopped ? undefined : "the binding cannot be stopped before it copies them";
  } catch (error) {
    return messageOf(error);
  }
}
