/** Where a run stands when a step begins. */
export interface Progress {
  /** steps taken so far */
  readonly step: number;
  /** steps of the whole run */
  readonly steps: number;
  /** epochs finished so far */
  readonly epoch: number;
}

/** How the learning rate changes over a run: the choice in a config. */
export interface Schedule {
  readonly name: string;
  /** Starts one run's state. */
  create(): ScheduleState;
}

/** A schedule during one run. */
export interface ScheduleState {
  /** What the optimizer's learning rate is multiplied by in the next step: 0 or more. */
  factor(progress: Progress): number;
  /** Told after each epoch: larger is better. */
  endEpoch?(score: number): void;
  /** What `restore` needs to go on, as JSON. */
  save(): unknown;
  restore(saved: unknown): void;
}
