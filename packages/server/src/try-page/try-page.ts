import type { Model, TensorInfo } from "@polyhead/runtime";
import { html, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import { createHash } from "node:crypto";
import { inputFields } from "./input-fields.ts";
import { pageScript } from "./page-script.ts";
import { pageStyle } from "./page-style.ts";

type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** What the page may do: run its own script and style, show pictures that the reader chose, ask this server. */
export const PAGE_POLICY: string = [
  "default-src 'none'",
  `script-src 'sha256-${createHash("sha256").update(pageScript).digest("base64")}'`,
  "style-src 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** A page to try one of the models that are served. @param names of all of them */
export function tryPage(names: readonly string[], name: string, model: Model): Html {
  const { manifest, device } = model;
  const tasks = Object.keys(manifest?.tasks ?? {});
  const lead = manifest === undefined ? "A model without a manifest" : `Predicts ${tasks.join(", ")}`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${name}: try it</title>
        <link rel="icon" href="data:," />
        <style>
          ${raw(pageStyle)}
        </style>
      </head>
      <body>
        ${names.length > 1 ? modelLinks(names, name) : ""}
        <header>
          <h1>${name}</h1>
          <div class="note">${lead}; on ${device}.</div>
        </header>
        <main>${manifest === undefined ? tensorsOnly(name, model) : sides(name, manifest.inputs)}</main>
        ${raw(`<script>${pageScript}</script>`)}
      </body>
    </html>`;
}

function modelLinks(names: readonly string[], current: string): Html {
  return html`<nav>
    ${names.map((name) =>
      name === current
        ? html`<a href="/try/${name}" aria-current="page">${name}</a>`
        : html`<a href="/try/${name}">${name}</a>`,
    )}
  </nav>`;
}

function sides(name: string, inputs: NonNullable<Model["manifest"]>["inputs"]): Html {
  return html`<div class="sides">
    <form action="/try/${name}" method="post">
      ${Object.entries(inputs).map(([input, spec]) => inputFields(input, spec))}
      <button>Predict</button>
    </form>
    <section id="answers" aria-live="polite"><p class="note">Fill in, then predict.</p></section>
  </div>`;
}

function tensorsOnly(name: string, { inputs, outputs }: Model): Html {
  const lines = (tensors: readonly TensorInfo[]): string =>
    tensors.map(({ name, type, shape }) => `${name}: ${type} [${shape.join(", ")}]`).join("\n");
  return html`<p>
      What its tensors mean is not known here. Send them as they are, by Open Inference Protocol V2, to
      <code>POST /v2/models/${name}/infer</code>.
    </p>
    <h2>Inputs</h2>
    <pre>${lines(inputs)}</pre>
    <h2>Outputs</h2>
    <pre>${lines(outputs)}</pre>`;
}
