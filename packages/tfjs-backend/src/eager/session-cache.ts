/** What a plan holds on to. */
export interface Disposable {
  readonly threads: number;
  dispose(): void;
}

/** The most plans kept, and the most threads that their sessions may hold together. */
export interface CacheLimits {
  readonly plans: number;
  readonly threads: number;
}

/** Plans by key; those unused for longest are disposed of where there are too many, or too many threads. */
export class SessionCache<Plan extends Disposable> {
  readonly #limits: CacheLimits;
  readonly #plans = new Map<string, Plan>();
  #threads = 0;

  constructor(limits: CacheLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#plans.size;
  }

  /** The threads of pools; a session of one thread runs on the caller's. */
  get threads(): number {
    return this.#threads;
  }

  get(key: string): Plan | undefined {
    const plan = this.#plans.get(key);
    if (plan === undefined) return undefined;
    this.#plans.delete(key);
    this.#plans.set(key, plan);
    return plan;
  }

  set(key: string, plan: Plan): void {
    this.#plans.set(key, plan);
    this.#threads += plan.threads - 1;
    for (const [oldest, unused] of this.#plans) {
      if (this.#plans.size <= this.#limits.plans && this.#threads <= this.#limits.threads) break;
      if (unused !== plan) this.#drop(oldest, unused);
    }
  }

  clear(): void {
    for (const [key, plan] of this.#plans) this.#drop(key, plan);
  }

  #drop(key: string, plan: Plan): void {
    this.#plans.delete(key);
    this.#threads -= plan.threads - 1;
    plan.dispose();
  }
}
