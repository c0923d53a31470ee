import { readFile } from 'node:fs/promises'
import type { EngineClient } from '@sagellm-benchmark/clients'
import { type Clock, invalidArgument, type RunPlan } from '@sagellm-benchmark/protocol-types'
import { createEndpointClient, type LoadWorkers, readTokenizer, startLoadWorkers } from '@sagellm-benchmark/runner'
import { waitUntilReady } from '@sagellm-benchmark/clients'
import type { AsyncPlanResources } from '@sagellm-benchmark/workloads'
import { serverCounter } from './server-counter.js'

export type OpenTargetOptions = {
  /** Never part of a plan or an artifact. */
  readonly apiKey: string | null
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** A target ready to be measured, with what is known of its tokenizer. */
export interface OpenTarget {
  readonly client: EngineClient | LoadWorkers
  /** How prompts are built to length for it. */
  readonly resources: Pick<AsyncPlanResources, 'tokenizer'> & Partial<Pick<AsyncPlanResources, 'countPrompt'>>
  /** Largest memory the target is known to have used, MiB; `null` where it cannot be known. */
  peakMemoryMb(): number | null
  close(): Promise<void>
}

/** Opens what a plan wants measured: loads the model, or waits until the endpoint answers a real request. */
export function openTarget(plan: RunPlan, options: OpenTargetOptions): Promise<OpenTarget> {
  return plan.target.kind === 'cpu' ? openCpu(plan, options) : openEndpoint(plan, options)
}

async function openCpu({ target, workers }: RunPlan, { clock }: OpenTargetOptions): Promise<OpenTarget> {
  if (target.kind !== 'cpu') throw invalidArgument('target.kind', target.kind, 'give cpu')
  if (workers > 1)
    throw invalidArgument('--workers', workers, 'the CPU backend runs in this program; workers are for endpoints')
  // The inference runtime is heavy: only a run that needs it loads it.
  const { createCpuClient, createCpuEngine } = await import('@sagellm-benchmark/backend-cpu')
  const engine = await createCpuEngine({
    model: target.model,
    threads: target.threads,
    maxBatchSize: target.maxBatchSize,
    ...(target.dtype === null ? {} : { dtype: target.dtype }),
    clock,
  })
  return {
    client: createCpuClient({ engine, label: target.label, clock }),
    resources: { tokenizer: engine.tokenizer, countPrompt: engine.countPrompt },
    peakMemoryMb: engine.peakMemoryMb,
    close: () => engine.close(),
  }
}

async function openEndpoint(plan: RunPlan, { apiKey, clock, signal }: OpenTargetOptions): Promise<OpenTarget> {
  const { target } = plan
  if (target.kind !== 'endpoint') throw invalidArgument('target.kind', target.kind, 'give endpoint')
  const tokenizer = target.tokenizer === null ? null : await readTokenizer(target.tokenizer)
  const { url, headers, query, model, api, transport, caFile } = target
  // Made before the wait: a certificate that cannot be read is no reason to wait for a server.
  const endpoint = createEndpointClient(plan, { apiKey, tokenizer, clock })
  await waitUntilReady({
    url,
    headers,
    query,
    model,
    api,
    apiKey,
    transport,
    ca: caFile === null ? null : await readFile(caFile, 'utf8'),
    timeoutMs: target.serverWaitSeconds * 1000,
    clock,
    signal,
  })

  await endpoint.open({ connections: 1, signal })
  const countPrompt = tokenizer === null ? await serverCounter(endpoint) : null
  const client = plan.workers > 1 ? startLoadWorkers({ plan, apiKey, clock, identity: endpoint.identity }) : endpoint
  return {
    client,
    resources: { ...(tokenizer ? { tokenizer } : {}), ...(countPrompt ? { countPrompt } : {}) },
    peakMemoryMb: () => null,
    async close() {
      if (client !== endpoint) await client.close()
      await endpoint.close()
    },
  }
}
