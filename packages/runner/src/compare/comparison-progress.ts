/** How far a comparison is. */
export type ComparisonProgress = {
  /** `building`: prompts are built before the first round, and `done` counts the rounds that stand ready. */
  readonly phase: 'building' | 'warmup' | 'measured'
  readonly scenario: string
  /** Label of the load, e.g. `batch 4`. */
  readonly load: string
  /** Rounds done of all cells together, and all that are planned at most. */
  readonly done: number
  readonly total: number
  readonly elapsedMs: number
  /** At this pace, within the budget; before there is a pace, the whole budget. Of measuring, which begins after the warm-up. */
  readonly leftMs: number
}
