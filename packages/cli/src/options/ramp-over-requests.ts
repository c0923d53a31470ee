import { BenchError, invalidArgument, LoadPlan } from '@sagellm-benchmark/protocol-types'
import type { LoadOptions } from './load-options.js'

/**
 * The ramp of vLLM's `--ramp-up-strategy`, whose rate hangs on the place of a request among all of them, as the ramp over time that
 * has the same rate at each request. Linear from a to b over n requests is exponential over n * ln(b/a) / (b - a) seconds;
 * exponential is hyperbolic over n * (1/a - 1/b) / ln(b/a) seconds.
 *
 * @throws BenchError `invalid_argument` where a rate or the number of requests is missing.
 */
export function rampOverRequests(
  options: LoadOptions,
  { ofSessions = false }: { readonly ofSessions?: boolean } = {},
): LoadPlan {
  const { rampUpStrategy, rampUpStartRps: startRps, rampUpEndRps: endRps, numPrompts } = options
  if (startRps === undefined || endRps === undefined)
    throw new BenchError('invalid_argument', '--ramp-up-strategy needs the rates at its two ends', {
      hint: 'add --ramp-up-start-rps and --ramp-up-end-rps',
    })
  if (numPrompts === undefined) {
    const overTime = 'give --load ramp,start-rps=1,end-rps=20,ramp-seconds=60'
    const hint = ofSessions
      ? `it goes over a number of requests, and sessions have none: for one over time ${overTime}`
      : `add --num-prompts, over which it goes; for one over time ${overTime}`
    throw invalidArgument('--ramp-up-strategy', rampUpStrategy, hint)
  }
  const gaps = Math.max(1, numPrompts - 1)
  const growth = Math.log(endRps / startRps)
  const overLinear = growth === 0 ? gaps / startRps : (gaps * growth) / (endRps - startRps)
  const overExponential = growth === 0 ? gaps / startRps : (gaps * (1 / startRps - 1 / endRps)) / growth
  const even = options.burstiness === 'inf'
  const burstiness = even ? 1 : Number(options.burstiness)
  if (!(burstiness > 0)) throw invalidArgument('--burstiness', options.burstiness, 'give a positive number, or inf')
  return LoadPlan.parse({
    kind: 'ramp',
    startRps,
    endRps,
    rampSeconds: rampUpStrategy === 'linear' ? overLinear : overExponential,
    curve: rampUpStrategy === 'linear' ? 'exponential' : 'hyperbolic',
    arrivals: even ? 'constant' : 'poisson',
    burstiness,
    maxConcurrency: options.maxConcurrency ?? null,
  })
}
