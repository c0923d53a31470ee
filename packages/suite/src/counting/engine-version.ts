import { dialectNamed } from '@sagellm-benchmark/clients'
import { bearerHeaders, pageFetch } from '@sagellm-benchmark/clients/endpoint'
import type { TargetPlan } from '@sagellm-benchmark/protocol-types'
import { endpointOptions } from '@sagellm-benchmark/runner/targets'
import type { ResolvedIo } from '../io.js'

const TIMEOUT_MS = 5_000
const MAX_CHARACTERS = 500

/** What the engine behind an endpoint says of its version, in its own words; `null` where it does not say. */
export async function engineVersion(
  target: Extract<TargetPlan, { kind: 'endpoint' }>,
  engine: string,
  { apiKey, clock, dialects }: Pick<ResolvedIo, 'apiKey' | 'clock' | 'dialects'>,
): Promise<string | null> {
  try {
    const { version } = dialectNamed(engine, dialects)
    if (version === null) return null
    const url = new URL(target.url)
    const root = url.pathname.replace(/\/+$/, '').replace(/\/v1$/, '')
    const answer = await pageFetch(endpointOptions(target, { apiKey, clock }))(`${url.origin}${root}${version.route}`, {
      headers: bearerHeaders(target.headers, apiKey),
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    return answer.status === 200 ? (await answer.text()).slice(0, MAX_CHARACTERS) : null
  } catch {
    return null
  }
}
