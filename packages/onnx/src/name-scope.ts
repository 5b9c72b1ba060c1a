/** Names in use, each handed out once. */
export class NameScope {
  readonly #names = new Set<string>();
  readonly #counts = new Map<string, number>();

  add(name: string): void {
    this.#names.add(name);
  }

  /** `hint`, or the first of `hint_1`, `hint_2`, … that is free. */
  unique(hint: string): string {
    let name = hint;
    let count = this.#counts.get(hint) ?? 0;
    while (name === "" || this.#names.has(name)) name = `${hint}_${++count}`;
    this.#counts.set(hint, count);
    this.#names.add(name);
    return name;
  }
}
