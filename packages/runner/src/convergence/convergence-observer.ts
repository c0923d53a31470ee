import { bearerHeaders, keyNow, pageFetch } from '@sagellm-benchmark/clients/endpoint'
import { type MarkerPatterns, observeTarget, type TargetObserver } from '@sagellm-benchmark/probes'
import { type Clock, systemClock } from '@sagellm-benchmark/protocol-types'
import type { ComparisonTarget } from '../compare/comparison-target.js'
import { endpointOptions } from '../targets/endpoint-options.js'
import { processAt } from '../targets/process-at.js'

export type ConvergenceObserverOptions = {
  /** @default those of sageLLM */
  readonly patterns?: MarkerPatterns
  /** Between two readings of metrics page and log; `null` reads both ends only. Each costs the target some time. @default 1000 */
  readonly sampleIntervalMs?: number | null
  /** What no artifact may repeat. @default the target's key */
  readonly secrets?: readonly string[]
  /** @default systemClock() */
  readonly clock?: Clock
}

/**
 * Watches a target of `runComparison` with every probe there is: surfaces, metrics, the log, decode telemetry, process and
 * devices. The process of a target on this machine is found by its port where it is not known.
 *
 * @example await runComparison({ plan, targets, observe: convergenceObserver() })
 */
export function convergenceObserver(
  options: ConvergenceObserverOptions = {},
): (target: ComparisonTarget) => Promise<TargetObserver> {
  const { patterns, sampleIntervalMs = 1000, clock = systemClock() } = options
  return ({ endpoint, apiKey = null, logFile = null, pid = null }) =>
    observeTarget({
      label: endpoint.label,
      url: endpoint.url,
      headers: bearerHeaders(endpoint.headers, apiKey),
      fetch: pageFetch(endpointOptions(endpoint, { apiKey, clock })),
      secrets: options.secrets ?? [keyNow(apiKey)].filter((each) => each !== null),
      logFile,
      pid: pid ?? processAt(endpoint.url),
      clock,
      intervalMs: sampleIntervalMs,
      ...(patterns ? { patterns } : {}),
    })
}
