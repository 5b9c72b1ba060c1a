import stringWidth from "string-width";

export type Alignment = "left" | "right";

/** Columns of the terminal that standard output is; elsewhere lines may be of any length. */
export function outputWidth(): number {
  return process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY;
}

/** How wide the widest line of a text is. */
export function textWidth(text: string): number {
  return Math.max(...text.split("\n").map((line) => stringWidth(line)));
}

/** Lays rows out in columns, two spaces apart; a column without an alignment is left-aligned. */
export function table(rows: readonly (readonly string[])[], alignments: readonly Alignment[] = []): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries())
      widths[column] = Math.max(widths[column] ?? 0, stringWidth(cell));
  }
  const lines = rows.map((row) => {
    const cells = row.map((cell, column) => {
      const gap = " ".repeat((widths[column] ?? 0) - stringWidth(cell));
      return alignments[column] === "right" ? gap + cell : cell + gap;
    });
    return cells.join("  ").trimEnd();
  });
  return `${lines.join("\n")}\n`;
}
