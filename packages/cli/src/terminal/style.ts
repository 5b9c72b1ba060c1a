import { styleText } from "node:util";

type Format = Parameters<typeof styleText>[0];

/** Styles text for standard output, plain where that is no terminal or `NO_COLOR` is set. */
export function style(format: Format, text: string): string {
  return styleText(format, text, { stream: process.stdout });
}
