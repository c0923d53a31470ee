import type { errorRateDifference } from '../../src/comparison/error-rate-difference.js'

export type FailureKind = 'single' | 'half' | 'whole' | 'runs'

export declare const failureKinds: readonly FailureKind[]

export declare function falseFailures(
  difference: typeof errorRateDifference,
  options: { kind: FailureKind; rounds: number; rate: number; more?: number; seed: number; repetitions: number },
): number
