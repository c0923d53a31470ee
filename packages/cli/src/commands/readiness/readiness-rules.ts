import type { FlagRule } from '../../command/flag-rules.js'
import type { ReadinessOptions } from './readiness-options.js'

/** Flags of the burst, where none is measured. */
export const readinessRules: readonly FlagRule<ReadinessOptions>[] = [
  {
    flags: ['threshold', 'maxRecovery', 'requestRate', 'steadySeconds', 'recoverySeconds', 'window'],
    when: ({ burst }) => burst > 0,
    only: 'with a burst: --burst above 0',
  },
  {
    flags: ['maxRecovery', 'window'],
    when: ({ threshold }) => threshold.length > 0,
    only: 'with --threshold, which says what is to hold again',
  },
]
