import { mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { messageOf, PolyheadError } from "@polyhead/spec";
import { fileDigest } from "./file-digest.ts";
import { writing } from "./unwritable.ts";

/** One file of the network, and how to know that it arrived whole. */
export interface RemoteFile {
  readonly url: string;
  readonly bytes: number;
  /** in hexadecimal */
  readonly md5: string;
}

export interface DownloadOptions {
  /** An aborted download throws the signal's reason and keeps what has arrived. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (received: number, total: number) => void;
}

/** What has arrived, and in another file its URL and the server's mark of its version. */
interface Part {
  readonly path: string;
  readonly origin: string;
}

/**
 * Downloads one file to `path`, which appears whole and verified or not at all; an interrupted download is resumed from
 * `path.part` where the server still has the same version.
 *
 * @throws PolyheadError `download-failed`, or `file-unwritable`
 */
export async function download(file: RemoteFile, path: string, options: DownloadOptions = {}): Promise<void> {
  const part = { path: `${path}.part`, origin: `${path}.part.origin` };
  await writing(path, mkdir(dirname(path), { recursive: true }));
  if ((await sizeOf(part.path)) < file.bytes) await receive(file, part, options);
  await verify(file, part);
  await writing(path, rename(part.path, path));
  await rm(part.origin, { force: true });
}

async function receive(file: RemoteFile, part: Part, { signal, onProgress }: DownloadOptions): Promise<void> {
  const start = await sizeOf(part.path);
  const validator = start === 0 ? undefined : await readValidator(part, file.url);
  const response = await request(file, start, validator, signal);
  const resumed = response.status === 206 && continues(response, file, start);
  if (!resumed && response.status !== 200) throw await refused(file, part, response);
  const target = await writing(part.path, open(part.path, resumed ? "a" : "w"));
  let received = resumed ? start : 0;
  try {
    if (!resumed) await writing(part.origin, writeFile(part.origin, originOf(file.url, response)));
    onProgress?.(received, file.bytes);
    for await (const chunk of bodyOf(response, file, () => received, signal)) {
      received += chunk.length;
      if (received > file.bytes) break;
      await writing(part.path, target.writeFile(chunk));
      onProgress?.(received, file.bytes);
    }
  } finally {
    await target.close();
  }
  if (received > file.bytes) await discard(part);
  if (received !== file.bytes) throw wrongLength(file, received);
}

async function request(
  file: RemoteFile,
  start: number,
  validator: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const headers = new Headers({ "accept-encoding": "identity" });
  if (validator !== undefined) {
    headers.set("range", `bytes=${start}-`);
    headers.set("if-range", validator);
  }
  return fetch(file.url, { headers, signal: signal ?? null }).catch((cause: unknown) => {
    throw interrupted(file, start, cause, signal);
  });
}

function continues(response: Response, file: RemoteFile, start: number): boolean {
  return response.headers.get("content-range") === `bytes ${start}-${file.bytes - 1}/${file.bytes}`;
}

/** An answer that does not fit the part makes the part useless; any other refusal may pass. */
async function refused(file: RemoteFile, part: Part, response: Response): Promise<PolyheadError> {
  await response.body?.cancel();
  if (response.status === 206 || response.status === 416) await discard(part);
  return new PolyheadError(
    "download-failed",
    `"${file.url}" should be there to download; the server answered ${response.status} ${response.statusText}. Try again later, or pass a directory that has the data.`,
    {
      details: {
        url: file.url,
        status: response.status,
        range: response.headers.get("content-range"),
      },
    },
  );
}

async function* bodyOf(
  response: Response,
  file: RemoteFile,
  received: () => number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  try {
    yield* response.body ?? [];
  } catch (cause) {
    throw interrupted(file, received(), cause, signal);
  }
}

async function verify(file: RemoteFile, part: Part): Promise<void> {
  const md5 = await fileDigest(part.path, "md5");
  if (md5 === file.md5) return;
  await discard(part);
  throw new PolyheadError(
    "download-failed",
    `"${file.url}" should have the MD5 checksum ${file.md5}; what arrived has ${md5} and was removed. Run again.`,
    { details: { url: file.url, expected: file.md5, received: md5 } },
  );
}

async function discard(part: Part): Promise<void> {
  await rm(part.path, { force: true });
  await rm(part.origin, { force: true });
}

/** A strong ETag, else the date: only these may stand in If-Range (RFC 9110, §13.1.5). */
function originOf(url: string, { headers }: Response): string {
  const etag = headers.get("etag");
  const validator = etag?.startsWith('"') === true ? etag : headers.get("last-modified");
  return `${url}\n${validator ?? ""}`;
}

/** Undefined where there is nothing that lets the download go on. */
async function readValidator(part: Part, url: string): Promise<string | undefined> {
  const [from, validator] = (await readFile(part.origin, "utf8").catch(() => "")).split("\n");
  return from === url && validator !== "" ? validator : undefined;
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

function interrupted(
  file: RemoteFile,
  received: number,
  cause: unknown,
  signal: AbortSignal | undefined,
): unknown {
  if (signal?.aborted === true) return signal.reason;
  const why = messageOf(cause instanceof Error && cause.cause !== undefined ? cause.cause : cause);
  return new PolyheadError(
    "download-failed",
    `"${file.url}" could not be downloaded (${why}) after ${received} of ${file.bytes} bytes. Check the connection and run again (what has arrived is kept), or pass a directory that has the data.`,
    { details: { url: file.url, received, bytes: file.bytes }, cause },
  );
}

function wrongLength(file: RemoteFile, received: number): PolyheadError {
  return new PolyheadError(
    "download-failed",
    `"${file.url}" should have ${file.bytes} bytes; ${received > file.bytes ? "more" : `only ${received}`} arrived. Run again, or pass a directory that has the data.`,
    { details: { url: file.url, received, bytes: file.bytes } },
  );
}
