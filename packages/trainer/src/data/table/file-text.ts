import { isAscii, isUtf8 } from "node:buffer";
import { PolyheadError } from "@polyhead/spec";
import { badFile } from "./bad-file.ts";
import { fileBytes } from "./file-bytes.ts";

const BYTE_ORDER_MARKS = [
  { encoding: "utf-8", mark: Buffer.from([0xef, 0xbb, 0xbf]) },
  { encoding: "utf-16le", mark: Buffer.from([0xff, 0xfe]) },
  { encoding: "utf-16be", mark: Buffer.from([0xfe, 0xff]) },
] as const;

/**
 * A file's text in chunks; gzip is unpacked.
 *
 * Its encoding is that of its byte order mark (UTF-8, UTF-16) or, without one, UTF-8 where the first chunk with anything
 * but ASCII in it is, and Windows-1252, the superset of Latin-1, where it is not.
 *
 * @param encoding any of the Encoding Standard's labels, in place of a guess
 * @throws PolyheadError `config-invalid` for an unknown encoding; `data-missing`, `data-invalid`
 */
export async function* fileText(path: string, encoding?: string): AsyncGenerator<string> {
  let decoder = encoding === undefined ? undefined : decoderOf(encoding);
  let plain = decoder === undefined;
  let held = Buffer.alloc(0);
  let first = true;
  for await (const bytes of fileBytes(path)) {
    const chunk: Buffer = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
    held = Buffer.alloc(0);
    if (first) {
      decoder ??= markedDecoder(chunk);
      plain &&= decoder === undefined;
      if (plain && chunk.includes(0)) throw notText(path);
      first = false;
    }
    if (decoder === undefined) {
      const whole = wholeCharacters(chunk);
      if (isAscii(whole)) {
        // What is behind may be the start of a character in UTF-8; the next chunk tells.
        held = Buffer.from(chunk.subarray(whole.length));
        yield whole.toString("latin1");
        continue;
      }
      decoder = decoderOf(isUtf8(whole) ? "utf-8" : "windows-1252");
    } else if (plain && isAscii(chunk)) {
      yield chunk.toString("latin1");
      continue;
    }
    yield decode(decoder, chunk, path);
    // After a whole character the decoder holds nothing back, so that plain chunks may pass it by.
    plain = decoder.encoding === "utf-8" && (chunk.at(-1) ?? 0) < 0x80;
  }
  if (held.length > 0) yield decoderOf("windows-1252").decode(held);
  const rest = decoder === undefined ? "" : decode(decoder, undefined, path);
  if (rest !== "") yield rest;
}

function decoderOf(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch (cause) {
    throw new PolyheadError(
      "config-invalid",
      `\`encoding\` should be the name of a text encoding, such as "utf-8" or "windows-1252"; received "${encoding}".`,
      { details: { encoding }, cause },
    );
  }
}

function markedDecoder(chunk: Buffer): TextDecoder | undefined {
  const marked = BYTE_ORDER_MARKS.find(({ mark }) => chunk.subarray(0, mark.length).equals(mark));
  return marked === undefined ? undefined : decoderOf(marked.encoding);
}

/** Without the start of a character in UTF-8 that the next chunk may go on with. */
function wholeCharacters(chunk: Buffer): Buffer {
  const lead = chunk.findLastIndex((byte, at) => byte >= 0xc0 || at < chunk.length - 3 || byte < 0x80);
  const byte = chunk[lead] ?? 0;
  const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
  return chunk.length - lead < length ? chunk.subarray(0, lead) : chunk;
}

function decode(decoder: TextDecoder, chunk: Buffer | undefined, path: string): string {
  try {
    return decoder.decode(chunk, { stream: chunk !== undefined });
  } catch (cause) {
    throw badFile(
      path,
      `should be text in ${decoder.encoding}, as it begins, but goes on with bytes that are not; save it anew as UTF-8 or name its \`encoding\``,
      cause,
    );
  }
}

function notText(path: string): PolyheadError {
  return badFile(
    path,
    'should be text; it holds zero bytes. Where it is UTF-16 without a byte order mark, set `encoding: "utf-16le"`',
  );
}
