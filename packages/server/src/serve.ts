import { createAdaptorServer } from "@hono/node-server";
import { messageOf, PolyheadError } from "@polyhead/spec";
import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createApp, type AppOptions, type Models } from "./create-app.ts";

/** How long `close` waits for answers that are under way, in milliseconds. */
export const DRAIN_TIMEOUT = 10_000;

export interface ServeOptions extends AppOptions {
  readonly models: Models;
  /** interface to listen on; default `127.0.0.1`, this machine only */
  readonly host?: string;
  /** default 8000; 0 takes any free one */
  readonly port?: number;
  /** closes the server */
  readonly signal?: AbortSignal;
}

export interface RunningServer {
  readonly url: string;
  /** settles when the server is closed, whoever closed it */
  readonly closed: Promise<void>;
  /** Takes no more requests, waits at most 10 s for those under way, then closes; the models stay loaded. */
  close(): Promise<void>;
}

/**
 * Serves models over HTTP.
 *
 * @throws PolyheadError `config-invalid`, or `address-unavailable` when host and port cannot be listened on
 */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const { models, host = "127.0.0.1", port = 8000, signal } = options;
  const app = createApp(models, options);
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
  closeKeptAlive(server);
  await listen(server, host, port);
  const closed = once(server, "close").then(() => undefined);
  const close = (): Promise<void> => {
    if (server.listening) drain(server);
    return closed;
  };
  if (signal?.aborted === true) void close();
  signal?.addEventListener("abort", () => void close(), { once: true });
  return { url: urlOf(server), closed, close };
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  try {
    server.listen(port, host);
    await once(server, "listening");
  } catch (cause) {
    throw new PolyheadError(
      "address-unavailable",
      `The server should listen on ${host} port ${port}; it cannot (${messageOf(cause)}). Choose another host or port.`,
      { details: { host, port }, cause },
    );
  }
}

/** Closes connections that a client keeps alive, once a closing server has given its last answer. */
function closeKeptAlive(server: Server): void {
  server.on("request", (_, response) => {
    response.on("close", () => {
      if (!server.listening) server.closeIdleConnections();
    });
  });
}

function drain(server: Server): void {
  server.close();
  setTimeout(() => server.closeAllConnections(), DRAIN_TIMEOUT).unref();
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}
