import type { RandomSource } from '@sagellm-benchmark/protocol-types/random'
import type { judgeHistories } from '../../src/history/judge-histories.js'

type Noise = {
  points?: number
  cv?: number
  shape?: 'normal' | 't3' | 'skewed'
  phi?: number
  drift?: number
  outliers?: number
  change?: { at: number; ratio: number; until?: number } | null
}

export declare function histories(
  judge: typeof judgeHistories,
  options: Noise & { series?: number; changed?: number; seed: number; repetitions: number },
): {
  anyFalse: number
  falseShare: number
  drift: number
  doubt: number
  found: number | null
  placed: number | null
  sized: number | null
}

export declare function oneHistory(random: RandomSource, noise: Noise): number[]
