import { parseNumber } from "./parse-number.ts";

/** How numbers are written in text. */
export interface NumberFormat {
  /** what parts whole from fraction; "." by default */
  readonly decimal?: "." | "," | undefined;
  /** what stands between groups of three digits: `1,234,567`; nothing by default */
  readonly thousands?: "," | "." | " " | "'" | undefined;
}

/** What a group of digits may be parted by where people see a space or an apostrophe. */
const SIGNS = { ",": ",", ".": "\\.", " ": "[ \u00A0\u202F]", "'": "['’]" } as const;

/** Parses numbers that are written so; NaN for any other text, `12,34` where `,` stands between thousands included. */
export function numberParser({ decimal = ".", thousands }: NumberFormat): (text: string) => number {
  if (decimal === "." && thousands === undefined) return parseNumber;
  const sign = thousands === undefined ? undefined : SIGNS[thousands];
  const groups =
    sign === undefined
      ? undefined
      : new RegExp(`^[+-]?[1-9]\\d{0,2}(?:${sign}\\d{3})+(?:\\${decimal}\\d*)?$`);
  const between = new RegExp(sign ?? "", "g");
  return (text) => {
    const trimmed = text.trim();
    const whole = groups?.test(trimmed) === true ? trimmed.replaceAll(between, "") : trimmed;
    if (decimal === ".") return parseNumber(whole);
    return whole.includes(".") ? Number.NaN : parseNumber(whole.replace(",", "."));
  };
}
