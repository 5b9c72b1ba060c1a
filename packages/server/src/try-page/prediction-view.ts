import type { Prediction, TaskSpec, TaggedWord } from "@polyhead/spec";
import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";

type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** Most classes or labels that are shown, the likeliest first. */
const SHOWN = 8;

/** What a model predicts of one example, a card a task. */
export function predictionsView(
  tasks: Readonly<Record<string, TaskSpec>>,
  predictions: Readonly<Record<string, Prediction>>,
): Html {
  const cards = Object.entries(predictions).map(([name, prediction]) => {
    const { [name]: task } = tasks;
    return html`<div class="task" data-task="${name}">
      <h3>${name} <small>${task === undefined ? "" : kindText(task)}</small></h3>
      ${predictionView(prediction, task)}
    </div>`;
  });
  return html`${cards}`;
}

function kindText({ kind }: TaskSpec): string {
  return kind === "multiLabel" ? "multi-label" : kind;
}

function predictionView(prediction: Prediction, task: TaskSpec | undefined): Html {
  if ("positive" in prediction) {
    const { class: name, probability } = prediction;
    const [yes, no] = task?.kind === "binary" ? [task.positive, task.negative] : [name, ""];
    return html`${answer(name)}${bars([
      [yes, probability],
      [no, 1 - probability],
    ])}`;
  }
  if ("class" in prediction)
    return html`${answer(prediction.class)}${bars(likeliest(prediction.probabilities))}`;
  if ("level" in prediction)
    return html`${answer(prediction.level)}${bars(Object.entries(prediction.probabilities))}`;
  if ("labels" in prediction)
    return html`${answer(prediction.labels.join(", ") || "none")}${bars(likeliest(prediction.probabilities))}`;
  if ("words" in prediction) return taggedText(prediction.words);
  if ("rate" in prediction) return html`${answer(numberText(prediction.rate))}<small>expected count</small>`;
  if ("values" in prediction) {
    const rows = Object.entries(prediction.values).map(
      ([name, each]) =>
        html`<dt>${name}</dt>
          <dd>${valueView(each, task)}</dd>`,
    );
    return html`<dl>${rows}</dl>`;
  }
  return valueView(prediction, task);
}

function valueView(prediction: Extract<Prediction, { value: number }>, task: TaskSpec | undefined): Html {
  const unit = prediction.unit === undefined ? "" : ` ${prediction.unit}`;
  const value = answer(`${numberText(prediction.value)}${unit}`);
  if ("deviation" in prediction)
    return html`${value}<small>± ${numberText(prediction.deviation)}${unit} (standard deviation)</small>`;
  if (!("quantiles" in prediction)) return value;
  const shares = task?.kind === "regression" ? (task.quantiles ?? []) : [];
  const quantiles = prediction.quantiles.map((quantile, at) => {
    const share = shares[at];
    return `${share === undefined ? "" : `${Number((100 * share).toPrecision(4))} % below `}${numberText(quantile)}${unit}`;
  });
  return html`${value}<small>${quantiles.join("; ")}</small>`;
}

function answer(text: string): Html {
  return html`<div class="answer" dir="auto">${text}</div>`;
}

type Share = readonly [name: string, probability: number];

/** The likeliest first. */
function likeliest(probabilities: Readonly<Record<string, number>>): Share[] {
  return Object.entries(probabilities).toSorted(([, a], [, b]) => b - a);
}

function bars(shares: readonly Share[]): Html {
  const shown = shares
    .slice(0, SHOWN)
    .map(
      ([name, probability]) =>
        html`<span dir="auto">${name}</span><i style="width: ${(100 * probability).toFixed(1)}%"></i
          ><span class="number">${(100 * probability).toFixed(1)} %</span>`,
    );
  const more = shares.length - shown.length;
  const rest = more > 0 ? html`<small>${more} more are less likely</small>` : "";
  return html`<div class="bars">${shown}</div>
    ${rest}`;
}

/** A text with what was found in it marked. */
function taggedText(words: readonly TaggedWord[]): Html {
  if (words.length === 0) return answer("no words");
  return html`<p class="words" dir="auto">
    ${words.map(({ text, tag }) =>
      tag === "O" ? html`${text} ` : html`<mark>${text} <small>${tag}</small></mark> `,
    )}
  </p>`;
}

/** Four digits, and every digit of the whole part. */
function numberText(value: number): string {
  const text =
    Math.abs(value) >= 1e4
      ? value.toLocaleString("en", { maximumFractionDigits: 0 })
      : String(Number(value.toPrecision(4)));
  return text.replaceAll("-", "−");
}
