import type { ReadinessFile } from '@sagellm-benchmark/protocol-types/readiness'
import type { MeasuredPoint, OwnFigure } from './measured-point.js'

/** What a history of starts is judged on, by the names of `readiness.json`: when a server is ready, serves, and has recovered from a burst. */
export const readinessFigures: Readonly<Record<string, OwnFigure>> = {
  readiness_s: { unit: 's', better: 'lower' },
  first_token_s: { unit: 's', better: 'lower' },
  first_request_ttft_ms: { unit: 'ms', better: 'lower' },
  second_request_ttft_ms: { unit: 'ms', better: 'lower' },
  queue_cleared_s: { unit: 's', better: 'lower' },
  burst_served_s: { unit: 's', better: 'lower' },
  burst_recovery_s: { unit: 's', better: 'lower' },
}

export const readinessTool = 'sagellm-benchmark readiness'

type Source = Pick<MeasuredPoint, 'source' | 'hardware'> & { readonly environment: MeasuredPoint['environment'] }

/**
 * A point for each kind of start (cold, as found, warm): means over its processes. A burst through which the limits held all the time has a recovery
 * of 0 s, which no level is a ratio of, so that such runs are left out of that series.
 */
export function pointsOfReadiness(value: ReadinessFile, { source, hardware, environment }: Source): MeasuredPoint[] {
  const { target, model, simulated, createdAt, load, estimates } = value
  const kinds = [...new Set(estimates.map(({ kind }) => kind))]
  return kinds.map((kind) => {
    const own = estimates.filter((each) => each.kind === kind && Object.hasOwn(readinessFigures, each.figure))
    const burst = load.burstRequests > 0 ? `burst of ${load.burstRequests}` : null
    const lengths = `${load.promptTokens} to ${load.outputTokens} tokens`
    return {
      tool: readinessTool,
      engine: target.engine ?? target.kind,
      workload: [`${kind.replace('_', ' ')} start`, burst, `${load.rateRps} req/s`, lengths].filter(Boolean).join(', '),
      ...{ model, hardware, simulated, measuredAt: createdAt, source, url: target.url, environment },
      figures: Object.fromEntries(own.map(({ figure, mean }) => [figure, mean])),
      own: readinessFigures,
      withheld: null,
    }
  })
}
