import { bearerHeaders, pageFetch } from '@sagellm-benchmark/clients/endpoint'
import { discoverModel, type ReadinessOptions, waitUntilReady } from '@sagellm-benchmark/clients'
import { observeTarget } from '@sagellm-benchmark/probes'
import { isBenchError, systemClock } from '@sagellm-benchmark/protocol-types'
import { createEndpointClient, readTokenizer, startLoadWorkers } from '@sagellm-benchmark/runner'
import { endpointOptions, ensureTarget, type RunningTarget } from '@sagellm-benchmark/runner/targets'
import type { OpenTarget, PlanFor, TargetIo } from './define-target.js'
import { serverCounter } from './server-counter.js'

type EndpointPlan = PlanFor<'endpoint'>

/**
 * Waits until a server answers a real request (starting it where the caller gave a command and nothing answers), and makes
 * the clients for it.
 *
 * @throws BenchError as `waitUntilReady` and `startTarget`, and for a certificate or tokenizer that cannot be read.
 */
export async function openEndpoint(asked: EndpointPlan, io: TargetIo): Promise<OpenTarget> {
  const { apiKey = null, clock = systemClock(), dialects = [], signal } = io
  const tokenizer = asked.target.tokenizer === null ? null : await readTokenizer(asked.target.tokenizer)
  const clientFor = (plan: EndpointPlan) => createEndpointClient(plan, { apiKey, tokenizer, dialects, clock })
  // Made before the wait: a certificate that cannot be read is no reason to wait for a server.
  const first = clientFor(asked)
  const { running, plan } = await waitFor(asked, { ...io, apiKey, clock })
  const substituted = plan.target.model !== asked.target.model
  const endpoint = substituted ? clientFor(plan) : first
  const stop = async () => {
    await endpoint.close()
    await running?.stop()
  }
  try {
    await endpoint.open({ connections: 1, ...(signal ? { signal } : {}) })
    const countPrompt = tokenizer === null ? await serverCounter(endpoint) : null
    const client = plan.workers > 1 ? startLoadWorkers({ plan, apiKey, clock, identity: endpoint.identity }) : endpoint
    const { label, url, headers } = plan.target
    return {
      plan: plan.target,
      client,
      resources: { ...(tokenizer ? { tokenizer } : {}), ...(countPrompt ? { countPrompt } : {}) },
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
        if (client !== endpoint) await client.close()
        await stop()
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

type Waiting = TargetIo & Required<Pick<TargetIo, 'apiKey' | 'clock'>>

/** Resolves when the server can be measured, with the plan for the model that it really serves. */
async function waitFor(
  asked: EndpointPlan,
  io: Waiting,
): Promise<{ readonly running: RunningTarget | null; readonly plan: EndpointPlan }> {
  const { apiKey, clock, signal, start = null, substituteModel = false } = io
  const { label, url, model, api, serverWaitSeconds } = asked.target
  const reached = endpointOptions(asked.target, { apiKey, clock })
  const ready: ReadinessOptions = {
    ...reached,
    model,
    api,
    timeoutMs: serverWaitSeconds * 1000,
    ...(signal ? { signal } : {}),
  }
  let served = model
  const { running } = await ensureTarget({
    label,
    url,
    command: start?.command ?? null,
    logFile: start?.logFile ?? '',
    ...(start ? { cwd: start.cwd } : {}),
    serverWaitSeconds,
    fetch: pageFetch(reached),
    clock,
    ...(signal ? { signal } : {}),
    async waitUntilReady(within) {
      served = await servedModel({ ...ready, signal: within }, { model, substituteModel })
    },
  })
  return { running, plan: served === model ? asked : { ...asked, target: { ...asked.target, model: served } } }
}

/** The model asked for; where the server serves one other model and the caller allows it, that one. */
async function servedModel(
  ready: ReadinessOptions,
  { model, substituteModel }: { readonly model: string | null; readonly substituteModel: boolean },
): Promise<string | null> {
  try {
    await waitUntilReady(ready)
    return model
  } catch (error) {
    if (model === null || !substituteModel || !isBenchError(error) || error.code !== 'not_found') throw error
    const { model: other } = await discoverModel({ ...ready, model: null }).catch(() => {
      // Several other models: that the wanted one is missing is what the user has to hear.
      throw error
    })
    await waitUntilReady({ ...ready, model: other })
    return other
  }
}
