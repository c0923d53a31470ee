import { bearerHeaders, pageFetch } from '@sagellm-benchmark/clients/endpoint'
import { type Dialect, dialectNamed, type OpenAiClient } from '@sagellm-benchmark/clients'
import { observeTarget } from '@sagellm-benchmark/probes'
import { systemClock } from '@sagellm-benchmark/protocol-types'
import { hasChatTemplate, type Tokenizer } from '@sagellm-benchmark/protocol-types/engine'
import { flagsWhere } from '@sagellm-benchmark/protocol-types/records'
import { createEndpointClient, openLoadGenerator, readTokenizer } from '@sagellm-benchmark/runner'
import { endpointClientOptions, endpointOptions, givenTransports } from '@sagellm-benchmark/runner/targets'
import type { ObserveOptions, OpenTarget, PlanFor, TargetIo } from './define-target.js'
import { modelTokenizer } from './model-tokenizer.js'
import { type CountingParts, estimatedBecause, promptCounting } from './prompt-counting.js'
import { tokensReadBy } from './tokens-read.js'
import { waitForEndpoint } from './wait-for-endpoint.js'
import { withNotices } from './with-notices.js'

type EndpointPlan = PlanFor<'endpoint'>

/**
 * Waits until a server answers a real request (starting it where the caller gave a command and nothing answers), and makes
 * the clients for it.
 *
 * @throws BenchError as `waitUntilReady` and `startTarget`; `not_found` for a dialect that nobody knows; and for a certificate or tokenizer that cannot be read.
 */
export async function openEndpoint(asked: EndpointPlan, io: TargetIo): Promise<OpenTarget> {
  const { apiKey = null, clock = systemClock(), dialects = [], dialectModule = null, signal } = io
  const known = [...dialects, ...(await dialectsOf(dialectModule))]
  // A name that no dialect has is refused before anything is waited for, and also where the engine's own Protocol needs no dialect.
  if (asked.target.dialect !== 'auto') dialectNamed(asked.target.dialect, known)
  const tokenizer = asked.target.tokenizer === null ? null : await readTokenizer(asked.target.tokenizer)
  const transports = asked.target.loadThreads === 0 ? await givenTransports(asked.target) : []
  const reached = { apiKey, tokenizer, dialects: known, transports, clock }
  // Read before the wait, so that a certificate that cannot be read is reported at once.
  const reach = endpointClientOptions(asked, reached)
  const { running, plan, fingerprint, notices } = await waitForEndpoint(asked, { ...io, clock, reach })
  const substituted = asked.target.model !== null && plan.target.model !== asked.target.model
  const endpoint = createEndpointClient(plan, reached)
  const stop = async () => {
    await endpoint.close()
    await running?.stop()
  }
  try {
    await endpoint.open({ connections: 0, ...(signal ? { signal } : {}) })
    const { unusable, ...counting } = await openCounting(endpoint, { plan, tokenizer, io })
    const { resources, doubt } = await promptCounting({
      ...counting,
      // Without a ready check nothing is sent before the run's own requests.
      tokensRead: plan.target.readyCheck ? tokensReadBy(endpoint, clock) : async () => null,
      form: hasChatTemplate(plan.target) ? 'messages' : 'text',
    })
    const doubts = doubt ?? (counting.tokenizer === null && unusable !== null ? estimatedBecause(unusable) : null)
    if (doubts !== null) io.warn?.(doubts)
    const generator = await openLoadGenerator(plan, {
      client: endpoint,
      clock,
      apiKey,
      tokenizer,
      dialects,
      dialectModule,
      rendezvous: io.rendezvous ?? null,
    })
    const client = withNotices(generator, [...notices, ...(doubts === null ? [] : [doubts])])
    const { label, url, headers } = plan.target
    const observeAt =
      (at: string, own: ObserveOptions = {}): NonNullable<OpenTarget['observe']> =>
      (options) => {
        const reachedAt = endpointOptions({ ...plan.target, url: at }, { apiKey, clock })
        const reach = { label, url: at, headers: bearerHeaders(headers, apiKey), fetch: pageFetch(reachedAt), clock }
        return observeTarget({ ...reach, ...own, ...options })
      }
    return {
      plan: plan.target,
      client,
      trial: endpoint,
      resources,
      fingerprint,
      flags: flagsWhere({ model_substituted: substituted, prompt_count_doubtful: doubts !== null }),
      process: running && { pid: running.pid, logFile: running.logFile, ended: running.ended },
      observe: observeAt(url, running ? { pid: running.pid, logFile: running.logFile } : {}),
      observeOthers: plan.target.replicas.map((each) => observeAt(each)),
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

/**
 * Who can count the prompts: a tokenizer at hand, the server's own, the tokenizer of the model's folder. A native engine counts by
 * answering, so there the folder comes first.
 */
async function openCounting(
  endpoint: OpenAiClient,
  { plan, tokenizer, io }: { readonly plan: EndpointPlan; readonly tokenizer: Tokenizer | null; readonly io: TargetIo },
): Promise<Pick<CountingParts, 'tokenizer' | 'server'> & { readonly unusable: string | null }> {
  const ofModel = () => modelTokenizer(endpoint.identity.model, plan.target.url)
  const counts = tokenizer ?? (plan.target.api === 'native' ? await ofModel() : null)
  if (counts !== null && plan.target.api === 'native') return { tokenizer: counts, server: null, unusable: null }
  let unusable = null as string | null
  const server = await endpoint.openCounter({
    ...(io.warn ? { onSlow: io.warn } : {}),
    onUnusable: (why) => (unusable = why),
  })
  return { tokenizer: counts ?? (server === null ? await ofModel() : null), server, unusable }
}

/** What a module of the caller adds. */
async function dialectsOf(module: string | null): Promise<readonly Dialect[]> {
  return module === null ? [] : ((await import(module)) as { readonly dialects: readonly Dialect[] }).dialects
}
