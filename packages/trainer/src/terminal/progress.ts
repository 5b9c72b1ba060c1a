import { performance } from "node:perf_hooks";
import cliProgress from "cli-progress";

/** Milliseconds between two lines where there is no terminal. */
const LINE_INTERVAL = 5000;

/** A running display of how far something is; `stop` it whatever happens. */
export interface ProgressBar {
  /** @param text what else to show: a loss, a rate */
  update(current: number, text?: string): void;
  /** Shows the last state and ends the line. */
  stop(): void;
}

/**
 * Shows progress: a bar in a terminal, elsewhere a plain line every 5 seconds, and one at the start and the end.
 *
 * @param options.total left out where it is not known: what is done is counted then
 * @param options.stream standard error when left out
 * @param options.transient `stop` wipes the bar; default false
 */
export function progressBar(options: {
  total?: number;
  label: string;
  stream?: NodeJS.WritableStream & { readonly isTTY?: boolean };
  transient?: boolean;
}): ProgressBar {
  const { total, label, stream = process.stderr, transient = false } = options;
  const terminal = stream.isTTY === true;
  const share =
    total === undefined
      ? "{done}{text}"
      : terminal
        ? "[{bar}] {percentage}%{text}{left}"
        : "{percentage}%{text}";
  const bar = new cliProgress.SingleBar(
    {
      stream,
      format: `{label} ${share}`,
      barsize: 24,
      hideCursor: true,
      gracefulExit: false,
      noTTYOutput: true,
      notTTYSchedule: LINE_INTERVAL,
      // Without a terminal the last line already ends itself.
      clearOnComplete: transient || !terminal,
    },
    cliProgress.Presets.shades_classic,
  );
  bar.start(total ?? 0, 0, { label, text: "", left: "", done: "0" });
  const started = performance.now();
  return {
    update(current, text = "") {
      const left =
        total === undefined ? "" : leftText(((performance.now() - started) * (total - current)) / current);
      bar.update(current, { text: text && `  ${text}`, left, done: current.toLocaleString("en") });
    },
    stop: () => bar.stop(),
  };
}

/** How long it will take at the speed so far; nothing while that is not known, or at the end. */
function leftText(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (!Number.isFinite(seconds) || seconds <= 0) return "";
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  if (hours > 0) return `  ${hours} h ${minutes} min left`;
  return minutes > 0 ? `  ${minutes} min ${seconds % 60} s left` : `  ${seconds} s left`;
}
