import { bearerHeaders, pageFetch } from '@sagellm-benchmark/clients/endpoint'
import type { Dialect } from '@sagellm-benchmark/clients'
import { observeTarget } from '@sagellm-benchmark/probes'
import { systemClock } from '@sagellm-benchmark/protocol-types'
import { createEndpointClient, openLoadGenerator, readTokenizer } from '@sagellm-benchmark/runner'
import { endpointClientOptions, endpointOptions } from '@sagellm-benchmark/runner/targets'
import type { OpenTarget, PlanFor, TargetIo } from './define-target.js'
import { promptCounting } from './prompt-counting.js'
import { tokensReadBy } from './tokens-read.js'
import { waitForEndpoint } from './wait-for-endpoint.js'

type EndpointPlan = PlanFor<'endpoint'>

/**
 * Waits until a server answers a real request (starting it where the caller gave a command and nothing answers), and makes
 * the clients for it.
 *
 * @throws BenchError as `waitUntilReady` and `startTarget`, and for a certificate or tokenizer that cannot be read.
 */
export async function openEndpoint(asked: EndpointPlan, io: TargetIo): Promise<OpenTarget> {
  const { apiKey = null, clock = systemClock(), dialects = [], dialectModule = null, signal } = io
  const known = [...dialects, ...(await dialectsOf(dialectModule))]
  const tokenizer = asked.target.tokenizer === null ? null : await readTokenizer(asked.target.tokenizer)
  const reached = { apiKey, tokenizer, dialects: known, clock }
  // Read before the wait: a certificate that cannot be read is no reason to wait for a server.
  const reach = endpointClientOptions(asked, reached)
  const { running, plan } = await waitForEndpoint(asked, { ...io, clock, reach })
  const substituted = asked.target.model !== null && plan.target.model !== asked.target.model
  const endpoint = createEndpointClient(plan, reached)
  const stop = async () => {
    await endpoint.close()
    await running?.stop()
  }
  try {
    await endpoint.open({ connections: 0, ...(signal ? { signal } : {}) })
    const resources = await promptCounting({
      tokenizer,
      server: await endpoint.openCounter(),
      // Without a ready check nothing is sent before the run's own requests.
      tokensRead: plan.target.readyCheck ? tokensReadBy(endpoint, clock) : async () => null,
      form: plan.target.api === 'completions' ? 'text' : 'messages',
    })
    const client = await openLoadGenerator(plan, { client: endpoint, clock, apiKey, dialects, dialectModule })
    const { label, url, headers } = plan.target
    return {
      plan: plan.target,
      client,
      trial: endpoint,
      resources,
      flags: substituted ? ['model_substituted'] : [],
      process: running && { pid: running.pid, logFile: running.logFile, ended: running.ended },
      observe: (options) =>
        observeTarget({
          label,
          url,
          headers: bearerHeaders(headers, apiKey),
          fetch: pageFetch(endpointOptions(plan.target, { apiKey, clock })),
          clock,
          ...(running ? { pid: running.pid, logFile: running.logFile } : {}),
          ...options,
        }),
      peakMemoryMb: () => null,
      async close() {
        await client.close()
        await stop()
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** What a module of the caller adds. */
async function dialectsOf(module: string | null): Promise<readonly Dialect[]> {
  return module === null ? [] : ((await import(module)) as { readonly dialects: readonly Dialect[] }).dialects
}
