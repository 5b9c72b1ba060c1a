import { PolyheadError } from "@polyhead/spec";

/**
 * Catches a misspelled option, which JavaScript would ignore.
 *
 * @throws PolyheadError `config-invalid` naming the option and the known ones
 */
export function knownOptions(options: object, known: readonly string[], what: string): void {
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  throw new PolyheadError(
    "config-invalid",
    `${what} has no option \`${unknown}\`; it has ${known.join(", ")}.`,
    {
      details: { option: unknown, known },
    },
  );
}
