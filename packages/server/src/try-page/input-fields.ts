import type { FittedInput } from "@polyhead/spec";
import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";

type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** Values of a column, the most frequent first, that there are to choose from; where there are more, any may be typed. */
const SUGGESTED = 200;

/** What a person fills in for one of a model's inputs, filled in with what is usual where that is known. */
export function inputFields(name: string, input: FittedInput): Html {
  return html`<fieldset>
    <legend>${name}</legend>
    ${fieldsOf(name, input)}
  </fieldset> `;
}

function fieldsOf(name: string, input: FittedInput): Html {
  switch (input.kind) {
    case "image":
      return html`<label
          >a picture, made ${input.width}×${input.height}
          <input
            type="file"
            accept="image/*"
            data-input="${name}"
            data-kind="image"
            data-channels="${input.channels}"
        /></label>
        <canvas width="${input.width}" height="${input.height}" hidden></canvas>`;
    case "text":
      return html`<label
        >a text, of which ${input.maxLength.toLocaleString("en")}
        ${input.tokens.kind === "words" ? "words" : "tokens"} are read<textarea
          data-input="${name}"
          data-kind="text"
          dir="auto"
        ></textarea>
      </label>`;
    case "numeric":
      return columns(input.columns, (column, at) => {
        const mean = input.normalizer.mean[at];
        const value = mean === undefined ? "" : String(Number(mean.toPrecision(4)));
        return html`<input type="number" step="any" value="${value}" ${named(name, "number", column)} />`;
      });
    case "dates": {
      const type = input.parts.includes("hour") ? "datetime-local" : "date";
      return columns(
        input.columns,
        (column) => html`<input type="${type}" ${named(name, "value", column)} />`,
      );
    }
    default:
      return columns(input.columns, (column, at) => {
        const values = input.vocabularies[at] ?? [];
        const place = named(name, "value", column);
        if (values.length <= SUGGESTED)
          return html`<select ${place}>
            ${values.map((value) => html`<option>${value}</option>`)}
            <option value="">unknown</option>
          </select>`;
        const list = `${name}-${at}`;
        return html`<input list="${list}" placeholder="${values[0]}, …" ${place} />
          <datalist id="${list}">
            ${values.slice(0, SUGGESTED).map((value) => html`<option value="${value}"></option>`)}
          </datalist>`;
      });
  }
}

function columns(names: readonly string[], field: (column: string, at: number) => Html): Html {
  return html`<div class="fields">
    ${names.map((column, at) => html`<label>${column}${field(column, at)}</label>`)}
  </div>`;
}

function named(input: string, kind: "number" | "value", column: string): Html {
  return html`data-input="${input}" data-kind="${kind}" data-column="${column}"`;
}
