import type { Model } from "@polyhead/runtime";
import { PolyheadError } from "@polyhead/spec";
import { Hono, type Context, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { html } from "hono/html";
import { methodNotAllowed } from "hono/method-not-allowed";
import packageJson from "../package.json" with { type: "json" };
import { infer } from "./infer.ts";
import { parseRequest } from "./inference-request.ts";
import { modelMetadata } from "./model-metadata.ts";
import { predictionsView } from "./try-page/prediction-view.ts";
import { protocolRequest } from "./try-page/protocol-request.ts";
import { triedExample } from "./try-page/tried-example.ts";
import { PAGE_POLICY, tryPage } from "./try-page/try-page.ts";

/** Largest body of a request, in bytes. */
export const MAX_BODY_BYTES: number = 64 * 2 ** 20;

/** A JSON number and its comma take two bytes. */
const MAX_VALUES = MAX_BODY_BYTES / 2;

/** Models by the name they are served under. */
export type Models = Readonly<Record<string, Model>>;

export interface AppOptions {
  /** Told what made a request fail with 500, which the client is not; prints to standard error by default. */
  readonly onError?: (error: unknown) => void;
}

/** The model that a path names. */
type FindModel = (c: Context) => [name: string, model: Model];

/**
 * Answers Open Inference Protocol V2 over HTTP and JSON for any number of models, and shows a page to try them at `/`.
 *
 * @throws PolyheadError `config-invalid` for no model, or a name that a URL segment cannot be
 */
export function createApp(models: Models, options: AppOptions = {}): Hono {
  const served = checkNames(models);
  const find: FindModel = (c) => {
    const name = c.req.param("name") ?? "";
    const model = served.get(name);
    if (model !== undefined) return [name, model];
    throw new PolyheadError(
      "not-found",
      `There is no model "${name}"; there is ${[...served.keys()].join(", ")}.`,
    );
  };
  const app = new Hono();
  app.use(methodNotAllowed({ app, onMethodNotAllowed: refuseMethod }));
  app.get("/v2", (c) => c.json({ name: "polyhead", version: packageJson.version, extensions: [] }));
  app.get("/v2/health/live", (c) => c.json({ live: true }));
  app.get("/v2/health/ready", (c) => c.json({ ready: true }));
  app.get("/v2/models/:name", (c) => c.json(modelMetadata(...find(c))));
  app.get("/v2/models/:name/ready", (c) => c.json({ name: find(c)[0], ready: true }));
  app.post("/v2/models/:name/infer", requireJson, limitBody, async (c) => {
    const [name, model] = find(c);
    const request = parseRequest(await readJson(c));
    const outputs = await infer(model, request, MAX_VALUES);
    return c.json({ model_name: name, ...(request.id !== undefined && { id: request.id }), outputs });
  });
  addTryPage(app, served, find);
  app.notFound((c) => refuse(c, 404, `There is nothing at ${c.req.path}.`));
  const { onError = console.error } = options;
  app.onError((error, c) => answerError(error, c, onError));
  return app;
}

/** A page to try the models in a browser: each at a path of its own, the first at `/`. */
function addTryPage(app: Hono, served: ReadonlyMap<string, Model>, find: FindModel): void {
  const names = [...served.keys()];
  const show = (c: Context, name: string, model: Model): Response | Promise<Response> => {
    c.header("content-security-policy", PAGE_POLICY);
    return c.html(tryPage(names, name, model));
  };
  app.get("/", (c) => show(c, names[0]!, served.get(names[0]!)!));
  app.get("/try/:name", (c) => show(c, ...find(c)));
  app.post("/try/:name", requireJson, limitBody, async (c) => {
    const [name, model] = find(c);
    try {
      return c.html(await triedPredictions(new URL(c.req.url).origin, name, model, await readJson(c)));
    } catch (error) {
      if (!(error instanceof PolyheadError) || error.code === "inference-failed") throw error;
      return c.html(html`<p class="error">${error.message}</p>`, 400);
    }
  });
}

async function triedPredictions(
  origin: string,
  name: string,
  model: Model,
  body: unknown,
): Promise<ReturnType<typeof html>> {
  const { manifest } = model;
  if (manifest === undefined)
    throw new PolyheadError(
      "input-invalid",
      `The model "${name}" has no manifest, which says what its inputs are.`,
    );
  const example = triedExample(manifest, body);
  const predictions = await model.predict(example);
  return html`${predictionsView(manifest.tasks, predictions)}
    <details>
      <summary>The same over HTTP</summary>
      <pre>${protocolRequest(origin, name, manifest, example)}</pre>
    </details>`;
}

function checkNames(models: Models): ReadonlyMap<string, Model> {
  const served = new Map(Object.entries(models));
  if (served.size === 0)
    throw new PolyheadError("config-invalid", "A server should have a model; it has none.");
  for (const name of served.keys()) {
    if (/^[\w.-]+$/.test(name)) continue;
    throw new PolyheadError(
      "config-invalid",
      `A model's name should hold only letters, digits, "_", "-" and "."; received "${name}".`,
      { details: { name } },
    );
  }
  return served;
}

const requireJson: MiddlewareHandler = async (c, next) => {
  const type = c.req.header("content-type") ?? "";
  if (/^application\/json\s*(;|$)/i.test(type)) return next();
  return refuse(c, 415, `The header content-type should be application/json; received "${type}".`);
};

const limitBody: MiddlewareHandler = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: (c) =>
    refuse(c, 413, `The body should have at most ${MAX_BODY_BYTES} bytes; send fewer examples at a time.`),
});

async function readJson(c: Context): Promise<unknown> {
  try {
    return await c.req.json();
  } catch (cause) {
    throw new PolyheadError("input-invalid", "The body should be JSON; it does not parse.", { cause });
  }
}

function refuseMethod(c: Context, methods: readonly string[]): Response {
  const allowed = methods.join(", ");
  c.header("Allow", allowed);
  return refuse(c, 405, `${c.req.path} takes ${allowed}; received ${c.req.method}.`);
}

function answerError(error: Error, c: Context, onError: (error: unknown) => void): Response {
  const code = error instanceof PolyheadError ? error.code : undefined;
  if (code === "input-invalid") return refuse(c, 400, error.message);
  if (code === "not-found") return refuse(c, 404, error.message);
  onError(error);
  return refuse(c, 500, "The server failed to answer; its log says why.");
}

function refuse(c: Context, status: 400 | 404 | 405 | 413 | 415 | 500, error: string): Response {
  return c.json({ error }, status);
}
