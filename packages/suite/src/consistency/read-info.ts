import { type ApiKey, bearerHeaders, keyNow, pageFetch } from '@sagellm-benchmark/clients/endpoint'
import { captureEndpoint, probes } from '@sagellm-benchmark/probes'
import type { Clock, TargetPlan } from '@sagellm-benchmark/protocol-types'
import { endpointOptions } from '@sagellm-benchmark/runner/targets'

/**
 * Reads the `/info` of an endpoint as it is now; `null` where it has none that can be read. One that did not answer in time is not
 * asked again: each question would cost as long.
 */
export function infoReader(
  target: Extract<TargetPlan, { kind: 'endpoint' }>,
  { apiKey, clock }: { readonly apiKey: ApiKey | null; readonly clock: Clock },
): () => Promise<unknown> {
  const { label, url, headers } = target
  const fetch = pageFetch(endpointOptions(target, { apiKey, clock }))
  const key = keyNow(apiKey)
  let isSilent = false
  return async () => {
    if (isSilent) return null
    const { surfaces } = await captureEndpoint({
      label,
      url,
      moment: 'after',
      probes: probes.filter(({ name }) => name === 'info'),
      headers: bearerHeaders(headers, apiKey),
      secrets: key === null ? [] : [key],
      fetch,
      clock,
    })
    isSilent = surfaces[0]?.gap?.code === 'surface_timed_out'
    const body = surfaces[0]?.body
    return typeof body === 'string' ? parsed(body) : (body ?? null)
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}
