// Runs in the browser: encodes rows, and predicts from them, as apps do.
import { load } from "@polyhead/runtime";
import { encodeBatch, type FittedInput } from "@polyhead/spec";

/** Rows of one input as the graph takes them, byte by byte. */
function encode(spec: FittedInput, rows: readonly unknown[]): number[] {
  const batch = encodeBatch(spec, "row", rows.length);
  for (const [index, row] of rows.entries()) batch.set(index, row);
  const { data } = batch.finish();
  return [...new Uint8Array(data.buffer, data.byteOffset, data.byteLength)];
}

async function predict(
  url: string,
  inputs: readonly Readonly<Record<string, unknown>>[],
): Promise<unknown[]> {
  await using model = await load(url, { device: "wasm" });
  return model.predictBatch(inputs as never);
}

/** A picture as a page decodes it. */
async function pixelsOf(url: string): Promise<ImageData> {
  const picture = await createImageBitmap(await (await fetch(url)).blob());
  const context = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
  if (context === null) throw new TypeError("the page has no canvas");
  context.drawImage(picture, 0, 0);
  return context.getImageData(0, 0, picture.width, picture.height);
}

type Bytes = Readonly<
  Record<string, { readonly bytes: readonly number[]; readonly dims: readonly number[] }>
>;

/** The graph's outputs, byte by byte. @param image the input that is a picture, given by its URL */
async function raw(
  url: string,
  inputs: readonly Readonly<Record<string, unknown>>[],
  image: string,
): Promise<Bytes> {
  await using model = await load(url, { device: "wasm" });
  const list = inputs.map(async (one) => ({ ...one, [image]: await pixelsOf(String(one[image])) }));
  const outputs = await model.predictRaw((await Promise.all(list)) as never);
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { data, dims }]) => {
      const { buffer, byteOffset, byteLength } = data as Float32Array;
      return [name, { bytes: [...new Uint8Array(buffer, byteOffset, byteLength)], dims }];
    }),
  );
}

declare global {
  var tables: { readonly encode: typeof encode; readonly predict: typeof predict; readonly raw: typeof raw };
}
globalThis.tables = { encode, predict, raw };
