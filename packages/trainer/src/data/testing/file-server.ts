import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { RemoteFile } from "../download.ts";

/** How the server behaves; changes take effect at the next request. */
interface FileServerMood {
  /** 200, or 404 and the like for every request */
  status?: number;
  body: Uint8Array;
  /** none when left out */
  etag?: string;
  lastModified?: string;
  /** whether it knows Range */
  ranges: boolean;
  /** the socket is destroyed after this many bytes of a body */
  cutAfter?: number;
  /** more is announced than `body` has, and never comes */
  stalled?: boolean;
}

/** A real HTTP server on the loopback interface that offers one file. */
export interface FileServer extends AsyncDisposable {
  readonly mood: FileServerMood;
  /** the Range header of each request so far, "" where there was none */
  readonly ranges: readonly string[];
  readonly file: RemoteFile;
}

export async function fileServer(body: Uint8Array, name = "file.bin"): Promise<FileServer> {
  const mood: FileServerMood = { body, etag: '"1"', ranges: true };
  const ranges: string[] = [];
  const server = createServer((request, response) => {
    ranges.push(request.headers.range ?? "");
    answer(request, response, mood);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return {
    mood,
    ranges,
    file: {
      url: `http://127.0.0.1:${port}/${name}`,
      bytes: body.length,
      md5: createHash("md5").update(body).digest("hex"),
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await once(server.close(), "close");
    },
  };
}

function answer(request: IncomingMessage, response: ServerResponse, mood: FileServerMood): void {
  if (mood.status !== undefined) {
    response.writeHead(mood.status).end("no");
    return;
  }
  const start = startOf(request, mood);
  const part = mood.body.subarray(start);
  if (mood.etag !== undefined) response.setHeader("etag", mood.etag);
  if (mood.lastModified !== undefined) response.setHeader("last-modified", mood.lastModified);
  response.setHeader("content-length", part.length + (mood.stalled === true ? 1 : 0));
  if (start > 0) {
    response.setHeader("content-range", `bytes ${start}-${mood.body.length - 1}/${mood.body.length}`);
    response.statusCode = 206;
  }
  if (mood.stalled === true) response.write(part);
  else if (mood.cutAfter === undefined) response.end(part);
  else response.write(part.subarray(0, mood.cutAfter), () => setTimeout(() => response.destroy(), 150));
}

/** RFC 9110, §13.1.5: a weak ETag never fits. */
function startOf({ headers }: IncomingMessage, { ranges, etag, lastModified }: FileServerMood): number {
  const condition = String(headers["if-range"]);
  const fresh = condition === lastModified || (condition === etag && !condition.startsWith("W/"));
  return ranges && fresh ? Number(/^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1] ?? 0) : 0;
}
