import type {
  ExplainedExample,
  ExplainedTask,
  ExplainedText,
  SaliencyMap,
} from "../insight/explain-examples.ts";
import type { Insight } from "../insight/insight.ts";
import { pngUri } from "../insight/picture.ts";
import type { SharingMatrix } from "../model/sharing/report.ts";
import { colouredText } from "./coloured-text.ts";
import { drawHeatMap } from "./heat-map.ts";
import { escapeHtml, folded, grid, section } from "./html.ts";
import { numberText } from "../tasks/number-text.ts";
import { SALIENCY_COLORS } from "./saliency-colors.ts";

/** More are too many rows to read. */
const MOST_COLUMNS = 20;

const DENSEST = 230;

const NAMES = { "grad-cam": "Grad-CAM", "integrated-gradients": "Integrated gradients" };

/** More bars are too many in a tile, where the text itself is coloured still fewer. */
const MOST_BARS = { columns: 8, words: 5 };

/** More tasks make an example long. */
const MOST_TASKS = 6;

const SCORE_NOTE = `The score is the logit of the likeliest class, level or yes, a number's value, or the logits of the tags of what was
found. Integrated gradients (Sundararajan 2017) share out the score less that of the mean example among pixels, columns and words: blue raises
it, orange lowers it.`;

const PICTURES_NOTE = `Grad-CAM (Selvaraju 2017) shows where features of the last convolution raise the score. Each picture is coloured by its
own largest value.`;

const TEXTS_NOTE = `The mean example's text is as long, of words that say nothing: their embeddings are 0. Words are coloured by the largest
of the task; the strongest are listed with their numbers.`;

const COLUMNS_NOTE = `Integrated gradients (Sundararajan 2017) of each task's score: the mean of their sizes over examples, as
shares of those of all columns.`;

/** What predictions look at: columns of numbers, and parts of pictures. */
export function saliencySections({ importance, examples, split }: Insight): string {
  const cards = examples.map((example, at) => exampleCard(example, `Example ${at + 1}`));
  const from = `The examples are of the ${split} split.`;
  const maps = importance.length === 0 ? "" : grid(importance.map(importanceMap));
  return [
    section("What matters to each task", maps, `${COLUMNS_NOTE} ${from}`),
    section("What each task looks at", shownExamples(cards, examples), `${saliencyNote(examples)} ${from}`),
  ].join("");
}

/** All of them, or, where each has many tasks, the first, and the others where they are asked for. */
function shownExamples(cards: readonly string[], [first]: readonly ExplainedExample[]): string {
  const [card = "", ...others] = cards;
  if ((first?.tasks.length ?? 0) <= MOST_TASKS || others.length === 0) return cards.join("");
  return card + folded(`${others.length} more examples`, others.join(""));
}

/** How to read what examples' predictions rest on. */
export function saliencyNote(examples: readonly ExplainedExample[]): string {
  const [first] = examples;
  const pictures = first !== undefined && Object.keys(first.pictures).length > 0;
  const texts = first?.tasks.some((task) => Object.keys(task.texts).length > 0) ?? false;
  return [SCORE_NOTE, pictures ? PICTURES_NOTE : "", texts ? TEXTS_NOTE : ""].filter(Boolean).join(" ");
}

/** The most important columns, the one that matters most to any task first. */
function importanceMap({ name, quantity, rows, columns, values }: SharingMatrix): string {
  const largest = (row: number): number => Math.max(...(values[row] ?? []));
  const shown = [...rows.keys()].toSorted((a, b) => largest(b) - largest(a)).slice(0, MOST_COLUMNS);
  const title = shown.length < rows.length ? `${name}: first ${shown.length} of ${rows.length}` : name;
  return drawHeatMap({
    title,
    quantity,
    rows: shown.map((row) => rows[row] ?? ""),
    columns,
    values: shown.map((row) => values[row] ?? []),
  });
}

/** One example: its pictures, and what each task's prediction rests on. */
export function exampleCard({ pictures, tasks }: ExplainedExample, title: string): string {
  const inputs = Object.entries(pictures).map(
    ([name, picture]) =>
      `<figure class="tile input"><div class="views">${view(picture, "", `${name} of ${title}`)}</div><figcaption><b>${escapeHtml(name)}</b></figcaption></figure>`,
  );
  const tiles = tasks.map((task) => taskTile(task, pictures));
  return `<article class="example"><h3>${escapeHtml(title)}</h3><div class="tiles">${[...inputs, ...tiles].join("")}</div></article>`;
}

function taskTile(explained: ExplainedTask, pictures: ExplainedExample["pictures"]): string {
  const { task, label, prediction, score, baseline, unit, maps, columns, texts } = explained;
  const views = maps.map((map) => {
    const what = `${NAMES[map.method]} of ${task}`;
    return `<div>${view(pictures[map.input] ?? "", overlay(map), what)}<small>${NAMES[map.method]}</small></div>`;
  });
  const seen = views.length === 0 ? "" : `<div class="views">${views.join("")}</div>`;
  const numbers = `score ${[numberText(score), unitText(unit)].join(" ").trim()}; mean example ${numberText(baseline)}`;
  const bars = Object.entries(columns).map(([input, values]) =>
    attributionBars(input, Object.entries(values), unit),
  );
  const words = Object.entries(texts).map(([input, text]) => {
    return colouredText(text) + attributionBars(input, together(text), unit, MOST_BARS.words);
  });
  return `<figure class="tile${words.length > 0 ? " text" : ""}">${seen}<figcaption><b>${escapeHtml(task)}</b>: ${escapeHtml(prediction)}<small>label: ${escapeHtml(label)}</small><small>${escapeHtml(numbers)}</small></figcaption>${words.join("")}${bars.join("")}</figure>`;
}

/** A column or a piece of a text, and how much it accounts for. */
type Attribution = readonly [string, number];

/** What pieces of a text account for, those that it has several times together. */
function together({ pieces }: ExplainedText): Attribution[] {
  const sums = new Map<string, { sum: number; times: number }>();
  for (const { piece, value } of pieces) {
    const { sum, times } = sums.get(piece) ?? { sum: 0, times: 0 };
    sums.set(piece, { sum: sum + value, times: times + 1 });
  }
  return Array.from(sums, ([piece, { sum, times }]): Attribution => [
    times === 1 ? piece : `${piece} (${times} times)`,
    sum,
  ]);
}

/** How much of the score each column or piece of an input accounts for, the most first. */
function attributionBars(
  input: string,
  values: readonly Attribution[],
  unit: string,
  most = MOST_BARS.columns,
): string {
  const sorted = values.toSorted(([, a], [, b]) => Math.abs(b) - Math.abs(a));
  const largest = Math.abs(sorted[0]?.[1] ?? 0);
  const bars = sorted.slice(0, most).map(([column, value]) => {
    const width = largest === 0 ? 0 : (100 * Math.abs(value)) / largest;
    return `<span>${escapeHtml(column)}</span><span class="number">${signed(value)}</span><i class="${value < 0 ? "lowers" : "raises"}" style="width: ${width.toFixed(1)}%"></i>`;
  });
  const rest = sorted.slice(most);
  const more = rest.reduce((sum, [, value]) => sum + value, 0);
  const others =
    rest.length === 0 ? "" : `<span>${rest.length} more</span><span class="number">${signed(more)}</span>`;
  const head = unit === "" ? input : `${input}, in ${unitText(unit)}`;
  return `<div class="bars"><small>${escapeHtml(head)}</small>${bars.join("")}${others}</div>`;
}

function unitText(unit: string): string {
  return unit === "logit" ? "logits" : unit;
}

function view(picture: string, layer: string, what: string): string {
  const alt = escapeHtml(what);
  if (layer === "") return `<div class="view"><img src="${picture}" alt="${alt}"></div>`;
  return `<div class="view"><img class="grey" src="${picture}" alt=""><img src="${layer}" alt="${alt}"></div>`;
}

/** A picture of a map, the clearer the nearer to 0. */
function overlay({ values }: SaliencyMap): string {
  const flat = values.flat();
  const largest = Math.max(...flat.map(Math.abs));
  const pixels = new Uint8Array(4 * flat.length);
  for (const [at, value] of flat.entries()) {
    pixels.set(value < 0 ? SALIENCY_COLORS.lowers : SALIENCY_COLORS.raises, 4 * at);
    pixels[4 * at + 3] = largest === 0 ? 0 : Math.round((DENSEST * Math.abs(value)) / largest);
  }
  return pngUri(values[0]?.length ?? 0, values.length, pixels);
}

function signed(value: number): string {
  return value > 0 ? `+${numberText(value)}` : numberText(value);
}
