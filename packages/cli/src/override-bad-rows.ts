import {
  skippedLines,
  skippedRows,
  withBadRows,
  type BadRowPolicy,
  type ModelConfig,
} from "@polyhead/trainer";

/**
 * The config with `--on-bad-row` in place of its own way with rows that are wrong.
 *
 * @throws PolyheadError `config-invalid` where its data are no rows
 */
export function overrideBadRows(config: ModelConfig, policy: BadRowPolicy | undefined): ModelConfig {
  if (policy === undefined || config.data === undefined) return config;
  return { ...config, data: withBadRows(config.data, policy) };
}

/** Says on standard error what was passed over. */
export function reportSkipped({ data }: ModelConfig): void {
  if (data === undefined) return;
  for (const rows of skippedRows(data)) process.stderr.write(`${skippedLines(rows).join("\n")}\n`);
}
