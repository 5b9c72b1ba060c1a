import {
  messageOf,
  PolyheadError,
  type Inputs,
  type Manifest,
  type ModelShape,
  type Predictions,
} from "@polyhead/spec";
import { checkFeeds } from "./check-feeds.ts";
import { checkOutput } from "./check-output.ts";
import { decodedExample, type DecodedExample } from "./decode/decoded-example.ts";
import { decoderOf } from "./decode/registry.ts";
import type { Device, Fallback } from "./device.ts";
import { examplesEncoder, type DecodeValue, type EncodeExamples } from "./encode-examples.ts";
import type { Session } from "./session.ts";
import type { RawTensor, TensorInfo } from "./tensor.ts";

/** Examples that `predictBatch` runs at once unless told otherwise. */
export const DEFAULT_BATCH_SIZE = 256;
/** Most examples that one run may hold. */
export const MAX_BATCH_SIZE = 65_536;

export interface ModelParts {
  readonly session: Session;
  readonly manifest: Manifest | undefined;
  readonly device: Device;
  readonly fallbacks: readonly Fallback[];
  readonly decode: DecodeValue;
}

type Reader = (data: Float32Array, index: number, example: DecodedExample) => unknown;

/** A model ready to predict; `load` makes it. */
export class Model<M extends ModelShape = ModelShape> {
  /** where it runs */
  readonly device: Device;
  /** devices that were preferred and passed over, best first */
  readonly fallbacks: readonly Fallback[];
  /** what the file says of itself; none in a file that Polyhead did not write */
  readonly manifest: Manifest | undefined;
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  readonly #session: Session;
  readonly #encode: EncodeExamples | undefined;
  readonly #readers: readonly (readonly [task: string, read: Reader])[];
  #callsUnderWay = 0;
  #onIdle: (() => void) | undefined;
  #disposal: Promise<void> | undefined;

  constructor({ session, manifest, device, fallbacks, decode }: ModelParts) {
    this.device = device;
    this.fallbacks = fallbacks;
    this.manifest = manifest;
    this.inputs = session.inputs;
    this.outputs = session.outputs;
    this.#session = session;
    this.#encode = manifest && examplesEncoder(manifest.inputs, decode);
    this.#readers = Object.entries(manifest?.tasks ?? {}).map(([name, task]) => [
      name,
      decoderOf(task).reader(task),
    ]);
  }

  get inputNames(): readonly string[] {
    return this.inputs.map(({ name }) => name);
  }

  get outputNames(): readonly string[] {
    return this.outputs.map(({ name }) => name);
  }

  /**
   * Predicts every task for one example.
   *
   * @throws PolyheadError `input-invalid`, `manifest-missing` (use `run`), `model-disposed`, `inference-failed`
   */
  async predict(inputs: Inputs<M>): Promise<Predictions<M>> {
    const [predictions] = await this.#call(() => this.#predict([inputs]));
    return predictions as Predictions<M>;
  }

  /**
   * Predicts every task for many examples, `batchSize` (256 by default) at a time.
   *
   * @throws PolyheadError as `predict` does, naming the example
   */
  async predictBatch(
    list: readonly Inputs<M>[],
    options: { readonly batchSize?: number } = {},
  ): Promise<Predictions<M>[]> {
    const { batchSize = DEFAULT_BATCH_SIZE } = options;
    if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > MAX_BATCH_SIZE) {
      throw new PolyheadError(
        "input-invalid",
        `\`batchSize\` should be a whole number from 1 to ${MAX_BATCH_SIZE}; received ${batchSize}.`,
        { details: { batchSize } },
      );
    }
    return this.#call(async () => {
      const predictions: Predictions<M>[] = [];
      for (let start = 0; start < list.length; start += batchSize) {
        predictions.push(...(await this.#predict(list.slice(start, start + batchSize), start)));
      }
      return predictions;
    });
  }

  /**
   * The graph's outputs for examples as `predictBatch` takes them, in one run: tensors by name, not decoded.
   *
   * @throws PolyheadError as `predictBatch` does
   */
  async predictRaw(list: readonly Inputs<M>[]): Promise<Record<string, RawTensor>> {
    return this.#call(async () => this.#run(await this.#encoder()(list, 0)));
  }

  /**
   * Runs the graph on raw tensors, batch first: all of the graph's inputs in, all of its outputs out.
   *
   * @throws PolyheadError `input-invalid`, `model-disposed`, `inference-failed`
   */
  async run(feeds: Readonly<Record<string, RawTensor>>): Promise<Record<string, RawTensor>> {
    return this.#call(() => {
      checkFeeds(this.inputs, feeds);
      return this.#run(feeds);
    });
  }

  /** Frees the model once the calls under way are done; doing so again does nothing. */
  dispose(): Promise<void> {
    this.#disposal ??= this.#release();
    return this.#disposal;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  async #release(): Promise<void> {
    if (this.#callsUnderWay > 0) {
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
    }
    await this.#session.release();
  }

  async #call<T>(work: () => Promise<T>): Promise<T> {
    if (this.#disposal !== undefined) {
      throw new PolyheadError(
        "model-disposed",
        "The model was disposed and cannot predict any more: load it again.",
      );
    }
    this.#callsUnderWay++;
    try {
      return await work();
    } finally {
      if (--this.#callsUnderWay === 0) this.#onIdle?.();
    }
  }

  async #predict(examples: readonly Inputs<M>[], first?: number): Promise<Predictions<M>[]> {
    const outputs = await this.#run(await this.#encoder()(examples, first));
    for (const [task] of this.#readers) {
      const output = outputs[task];
      if (output !== undefined) checkOutput(task, output, first);
    }
    return examples.map((values, index) => {
      const predictions: Record<string, unknown> = {};
      for (const [task, read] of this.#readers) {
        const output = outputs[task] ?? { data: new Float32Array(), dims: [] };
        const example = decodedExample(this.manifest?.inputs ?? {}, values, output);
        predictions[task] = read(output.data as Float32Array, index, example);
      }
      return predictions as Predictions<M>;
    });
  }

  #encoder(): EncodeExamples {
    if (this.#encode !== undefined) return this.#encode;
    throw new PolyheadError(
      "manifest-missing",
      `\`predict\` needs a model with a Polyhead manifest, and this file has none: call \`run\` with the raw inputs ${this.inputNames.map((name) => `"${name}"`).join(", ")}.`,
    );
  }

  async #run(feeds: Readonly<Record<string, RawTensor>>): Promise<Record<string, RawTensor>> {
    try {
      return await this.#session.run(feeds);
    } catch (cause) {
      if (cause instanceof PolyheadError) throw cause;
      throw new PolyheadError(
        "inference-failed",
        `The model could not run on ${this.device}: ${messageOf(cause)}`,
        {
          cause,
          details: { device: this.device },
        },
      );
    }
  }
}
