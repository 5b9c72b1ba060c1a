import { InvalidArgumentError } from "commander";

/** Parses an option that is a whole number from `lowest` to `highest`. */
export function integer(lowest: number, highest: number = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= lowest && value <= highest) return value;
    const range = highest === Number.MAX_SAFE_INTEGER ? `${lowest} or more` : `from ${lowest} to ${highest}`;
    throw new InvalidArgumentError(`It should be a whole number, ${range}.`);
  };
}
