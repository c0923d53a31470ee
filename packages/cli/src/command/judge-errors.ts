import type { ExitCode } from './define-command.js'

/** Above this share a run has failed, also where the user stated no limit. */
const USUAL_LIMIT = 0.1

/** What was measured of one workload, scenario or target. */
export type Measured = {
  readonly name: string
  /** `null`: nothing was sent. */
  readonly errorRate: number | null
  readonly succeeded: number
}

/** What the failures of a run mean for its exit code, and a sentence for it; `null` where they are within the limit. */
export type ErrorJudgement = { readonly exitCode: ExitCode; readonly message: string } | null

/**
 * Holds each error rate against the limit. A limit that the user stated is a gate (3); the usual one of 10 %, and
 * anything without a success, are a failure (1).
 *
 * @param limit - share in [0, 1]; `null`: the usual one.
 */
export function judgeErrors(measured: readonly Measured[], limit: number | null): ErrorJudgement {
  const max = limit ?? USUAL_LIMIT
  const over = measured.filter(({ errorRate }) => (errorRate ?? 0) > max)
  const none = measured.filter(({ succeeded }) => succeeded === 0)
  if (over.length > 0) {
    const rates = over.map(({ name, errorRate }) => `${name} ${percent(errorRate ?? 0)}`).join(', ')
    const how = limit === null ? 'set another limit with --max-error-rate' : 'the limit of --max-error-rate'
    const message = `error rate above ${percent(max)} (${how}): ${rates}`
    return { exitCode: limit === null ? 1 : 3, message }
  }
  if (none.length === 0) return null
  return { exitCode: 1, message: `no request succeeded in ${none.map(({ name }) => name).join(', ')}` }
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`
}
