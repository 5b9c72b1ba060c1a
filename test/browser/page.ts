// Runs in the browser: the page that the harness drives.
import { encodeBatch, type FittedInput } from "@polyhead/spec";
import { load, type Device, type Fallback } from "@polyhead/runtime";

export interface PageRequest {
  readonly model: string;
  readonly device: "auto" | Device;
  readonly wasmPaths: string | undefined;
  readonly inputs: readonly Readonly<Record<string, unknown>>[];
  readonly batchSize: number | undefined;
}

export interface BrowserPredictions {
  readonly device: Device;
  readonly fallbacks: readonly Fallback[];
  readonly predictions: readonly Readonly<Record<string, unknown>>[];
  /** how often work went to the GPU meanwhile: what proves that WebGPU did it */
  readonly gpuSubmits: number;
}

let gpuSubmits = 0;
if ("GPUQueue" in globalThis) {
  const { prototype } = GPUQueue;
  const submit = Reflect.get(prototype, "submit");
  prototype.submit = function (...buffers) {
    gpuSubmits++;
    return submit.apply(this, buffers);
  };
}

async function predict(request: PageRequest): Promise<BrowserPredictions> {
  const { model: url, device, wasmPaths, inputs, batchSize } = request;
  await using model = await load(url, { device, ...(wasmPaths !== undefined && { wasmPaths }) });
  const submitsBefore = gpuSubmits;
  const options = batchSize === undefined ? {} : { batchSize };
  const predictions = await model.predictBatch(inputs as never, options);
  return {
    device: model.device,
    fallbacks: model.fallbacks,
    predictions,
    gpuSubmits: gpuSubmits - submitsBefore,
  };
}

/** One input of each example as the graph takes it, alone. */
function encode(input: FittedInput, values: readonly unknown[]): readonly (readonly number[])[] {
  return values.map((value) => {
    const batch = encodeBatch(input, "input", 1);
    batch.set(0, value);
    return [...batch.finish().data];
  });
}

declare global {
  var polyhead: {
    readonly predict: typeof predict;
    readonly load: typeof load;
    readonly encode: typeof encode;
  };
}
globalThis.polyhead = { predict, load, encode };
