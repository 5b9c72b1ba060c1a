import { randomSource, type Random } from "../random.ts";
import { showCell, type Cell } from "../table/cell.ts";
import { detached } from "../table/interned.ts";
import { numberParser, type NumberFormat } from "../table/number-format.ts";

/** Different values that are told apart before there are "many". */
export const MOST_DISTINCT = 10_000;

/** Numbers that are kept, at random, for quantiles and histograms. */
const SAMPLE = 10_000;

/** Of so few values all are to be numbers, of more this share. */
const [FEW, MOST_NUMBERS] = [20, 0.95];

/** Half may be other texts where these are as few as marks for what is missing, and numbers many. */
const [MOST_MARKS, MANY_NUMBERS] = [3, 20];

/** Other texts that are told apart. */
const MOST_STRAYS = 10;

/** Characters of the longest date or number with a unit. */
const LONGEST_MARK = 40;

/** Characters by which values are told apart. */
const LONGEST_KEY = 200;

/** Most frequent values that are listed. */
const LISTED = 1000;

/** Texts that people write where there is no value. */
const NO_VALUE: ReadonlySet<string> = new Set([
  "?",
  "NA",
  "N/A",
  "n/a",
  "#N/A",
  "NULL",
  "null",
  "None",
  "NaN",
  "nan",
  "-",
]);

const DATE = /^\d{4}-\d{2}(-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?)?$/;
/** Dates as people write them elsewhere: 31.12.2024, 12/31/2024, 31 Dec 2024, Dec 31, 2024. */
const OTHER_DATE =
  /^(\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2}\.? \p{L}{3,9}\.? \d{4}|\p{L}{3,9}\.? \d{1,2},? \d{4})([ T,].*)?$/u;

/** Numbers with a currency, a percent sign or a short unit. */
const QUANTITY = /^(?=.*[^\d\s.,'-])\p{Sc}?\s?[+-]?\d[\d.,']*\s?(\p{Sc}|%|‰|°?\p{L}{1,3})?$/u;
const PICTURE = /\.(png|jpe?g)$/i;

/** What the values of a column are. */
export interface ColumnProfile {
  readonly name: string;
  /** values and gaps */
  readonly count: number;
  /** nothing, an empty text, NaN, or one of `missingTokens` */
  readonly missing: number;
  /** texts that seem to stand for no value */
  readonly missingTokens: readonly string[];
  /** different values; undefined where there are more than `MOST_DISTINCT` */
  readonly distinct: number | undefined;
  /** the most frequent values, falling */
  readonly values: readonly ValueCount[];
  /** where the values are numbers, all or most: 95 % of 20 or more, half where the others are at most 3 texts that come again */
  readonly numbers?: NumberProfile;
  /** values that are no numbers, where most are */
  readonly strays: number;
  /** what these are, where they are at most 3 texts that come again, as marks for what is missing do */
  readonly strayTexts: readonly string[];
  /** values that are lists; their elements are what `values` and `distinct` count */
  readonly lists: number;
  /** values that are objects */
  readonly objects: number;
  /** where all values are texts */
  readonly texts?: TextProfile;
}

export interface ValueCount {
  readonly value: string;
  readonly count: number;
}

export interface NumberProfile {
  readonly minimum: number;
  readonly maximum: number;
  readonly mean: number;
  readonly std: number;
  readonly whole: boolean;
  /** at 5, 25, 50, 75 and 95 %, of a sample of 10,000 where there are more */
  readonly quantiles: readonly number[];
  /** counts in bins of one width from `minimum` to `maximum`, of the same sample */
  readonly histogram: readonly number[];
}

export interface TextProfile {
  /** whether all of them are dates in ISO 8601 */
  readonly dates: boolean;
  /** whether all of them seem to be dates written in another way */
  readonly otherDates: boolean;
  /** whether all of them are numbers with a currency, a percent sign or a unit */
  readonly quantities: boolean;
  /** whether all of them end as names of PNG or JPEG files do */
  readonly pictures: boolean;
  /** whether spaces surround some */
  readonly padded: boolean;
  /** words */
  readonly words: { readonly minimum: number; readonly mean: number; readonly maximum: number };
  /** characters of the longest */
  readonly longest: number;
}

/** Gathers what a column's values are, in memory that does not grow with them. */
export class ColumnTally {
  readonly #name: string;
  readonly #random: Random;
  readonly #parse: (text: string) => number;
  readonly #counts = new Map<string, number>();
  readonly #tokens = new Map<string, number>();
  readonly #strays = new Set<string>();
  readonly #sample: number[] = [];
  #overflown = false;
  #count = 0;
  #missing = 0;
  #numbers = 0;
  #whole = true;
  #minimum = Infinity;
  #maximum = -Infinity;
  #mean = 0;
  #squares = 0;
  #texts = 0;
  #dates = 0;
  #otherDates = 0;
  #quantities = 0;
  #lists = 0;
  #objects = 0;
  #pictures = 0;
  #padded = false;
  #words = { minimum: Infinity, sum: 0, maximum: 0 };
  #longest = 0;

  /** @param format how its numbers are written */
  constructor(name: string, format: NumberFormat = {}) {
    this.#name = name;
    this.#parse = numberParser(format);
    this.#random = randomSource(0, "profile", name);
  }

  add(cell: Cell): void {
    this.#count++;
    if (cell === null || cell === undefined || Number.isNaN(cell)) return void this.#missing++;
    if (isObject(cell)) return void this.#objects++;
    const text = textOf(cell);
    const trimmed = text.trim();
    if (trimmed === "") return void this.#missing++;
    if (typeof cell === "string" && NO_VALUE.has(trimmed)) return count(this.#tokens, trimmed);
    this.#padded ||= trimmed !== text;
    if (Array.isArray(cell)) this.#addList(cell);
    else this.#addValue(trimmed);
    const number = typeof cell === "number" ? cell : this.#parse(trimmed);
    if (Number.isFinite(number)) this.#addNumber(number);
    else if (this.#strays.size < MOST_STRAYS) this.#strays.add(detached(trimmed.slice(0, LONGEST_KEY)));
    if (typeof cell !== "number" && typeof cell !== "bigint") this.#addText(trimmed);
  }

  #addList(elements: readonly Cell[]): void {
    this.#lists++;
    for (const element of elements) this.#addValue(textOf(element));
  }

  #addValue(value: string): void {
    const key = value.slice(0, LONGEST_KEY);
    if (this.#counts.has(key)) count(this.#counts, key);
    else if (this.#counts.size < MOST_DISTINCT) count(this.#counts, detached(key));
    else this.#overflown = true;
  }

  #addNumber(value: number): void {
    this.#numbers++;
    this.#whole &&= Number.isInteger(value);
    this.#minimum = Math.min(this.#minimum, value);
    this.#maximum = Math.max(this.#maximum, value);
    // Welford 1962: the sums of large numbers with little spread would lose it.
    const step = value - this.#mean;
    this.#mean += step / this.#numbers;
    this.#squares += step * (value - this.#mean);
    if (this.#sample.length < SAMPLE) return void this.#sample.push(value);
    const at = this.#random.integer(this.#numbers);
    if (at < SAMPLE) this.#sample[at] = value;
  }

  #addText(text: string): void {
    this.#texts++;
    if (DATE.test(text)) this.#dates++;
    else if (text.length <= LONGEST_MARK && OTHER_DATE.test(text)) this.#otherDates++;
    if (text.length <= LONGEST_MARK && QUANTITY.test(text)) this.#quantities++;
    if (PICTURE.test(text)) this.#pictures++;
    const words = text.split(/\s+/).length;
    this.#words.minimum = Math.min(this.#words.minimum, words);
    this.#words.maximum = Math.max(this.#words.maximum, words);
    this.#words.sum += words;
    this.#longest = Math.max(this.#longest, text.length);
  }

  finish(): ColumnProfile {
    const tokens = [...this.#tokens.values()].reduce((sum, value) => sum + value, 0);
    const missing = this.#missing + tokens;
    const there = this.#count - missing;
    const marked = this.#areMarks(there - this.#numbers) && this.#counts.size > MANY_NUMBERS;
    const share = there < FEW ? 1 : marked ? 1 / 2 : MOST_NUMBERS;
    const numbers = there > 0 && this.#lists === 0 && this.#numbers >= share * there;
    return {
      name: this.#name,
      count: this.#count,
      missing,
      missingTokens: [...this.#tokens.keys()],
      distinct: this.#overflown ? undefined : this.#counts.size,
      values: this.#frequent(),
      strays: numbers ? there - this.#numbers : 0,
      strayTexts: numbers && this.#areMarks(there - this.#numbers) ? [...this.#strays] : [],
      lists: this.#lists,
      objects: this.#objects,
      ...(numbers && { numbers: this.#finishNumbers() }),
      ...(there > 0 && this.#texts === there && { texts: this.#finishTexts() }),
    };
  }

  /** A few texts that come again, and no slips of the pen. */
  #areMarks(strays: number): boolean {
    return this.#strays.size <= MOST_MARKS && strays >= 2 * this.#strays.size;
  }

  #frequent(): readonly ValueCount[] {
    return Array.from(this.#counts, ([value, count]) => ({ value, count }))
      .toSorted((one, other) => other.count - one.count || (one.value < other.value ? -1 : 1))
      .slice(0, LISTED);
  }

  #finishNumbers(): NumberProfile {
    const sorted = Float64Array.from(this.#sample).toSorted();
    const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
    return {
      minimum: this.#minimum,
      maximum: this.#maximum,
      mean: this.#mean,
      std: Math.sqrt(this.#squares / this.#numbers),
      whole: this.#whole,
      quantiles: [0.05, 0.25, 0.5, 0.75, 0.95].map(at),
      histogram: histogram(sorted, this.#minimum, this.#maximum),
    };
  }

  #finishTexts(): TextProfile {
    const { minimum, sum, maximum } = this.#words;
    return {
      dates: this.#dates === this.#texts,
      otherDates: this.#otherDates === this.#texts,
      quantities: this.#quantities === this.#texts,
      pictures: this.#pictures === this.#texts,
      padded: this.#padded,
      words: { minimum, mean: sum / this.#texts, maximum },
      longest: this.#longest,
    };
  }
}

const BINS = 30;

function histogram(values: Float64Array, minimum: number, maximum: number): readonly number[] {
  const counts = Array.from({ length: BINS }, () => 0);
  const width = (maximum - minimum) / BINS || 1;
  for (const value of values) {
    const bin = Math.min(BINS - 1, Math.floor((value - minimum) / width));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

function count(counts: Map<string, number>, value: string): void {
  counts.set(value, (counts.get(value) ?? 0) + 1);
}

/** Neither a list, nor what a cell of Parquet may be: a date, bytes, a picture with its bytes. */
function isObject(cell: Cell): boolean {
  if (typeof cell !== "object" || cell === null || Array.isArray(cell)) return false;
  return !(cell instanceof Date || ArrayBuffer.isView(cell) || "bytes" in cell);
}

function textOf(cell: Cell): string {
  if (typeof cell === "string") return cell;
  if (Array.isArray(cell)) return cell.join(" ");
  if (cell instanceof Date) return cell.toISOString();
  if (cell instanceof Uint8Array) return `${cell.length} bytes`;
  if (typeof cell === "number" || typeof cell === "bigint" || typeof cell === "boolean") return String(cell);
  return showCell(cell);
}
