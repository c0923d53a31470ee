import {
  discoverModel,
  type OpenAiClientOptions,
  type Readiness,
  type ReadinessOptions,
  waitUntilReady,
} from '@sagellm-benchmark/clients'
import { pageFetch, proveChunks } from '@sagellm-benchmark/clients/endpoint'
import { type Clock, isBenchError, type RunPlan } from '@sagellm-benchmark/protocol-types'
import { ensureTarget, type RunningTarget } from '@sagellm-benchmark/runner/targets'
import type { PlanFor, TargetIo } from './define-target.js'

type EndpointPlan = PlanFor<'endpoint'>

export type WaitOptions = TargetIo & {
  readonly clock: Clock
  /** How the endpoint is reached and what is sent to it. */
  readonly reach: OpenAiClientOptions
}

export type FoundEndpoint = {
  /** The process that was started for it; `null` where it was there. */
  readonly running: RunningTarget | null
  /** The plan for what it really serves and takes: another model, fields left out. */
  readonly plan: EndpointPlan
  /** The build of the engine, as an answer says; `null` where it does not, or nothing was tried. */
  readonly fingerprint: string | null
  /** What its trials showed, a sentence each, for every report. */
  readonly notices: readonly string[]
}

/**
 * Resolves when a server takes requests in the form of the plan's. A plan without a ready check is taken as it is, but for a
 * server that has to be started first.
 *
 * @throws BenchError as `waitUntilReady` and `startTarget`.
 */
export async function waitForEndpoint(asked: EndpointPlan, options: WaitOptions): Promise<FoundEndpoint> {
  const {
    reach,
    clock,
    signal,
    start = null,
    substituteModel = false,
    together = 1,
    onWaiting,
    warn = () => {},
  } = options
  const { label, url, model, serverWaitSeconds, readyCheck, fieldChanges } = asked.target
  if (!readyCheck && start === null) return { running: null, plan: asked, fingerprint: null, notices: [] }

  const ready: ReadinessOptions = {
    ...reach,
    trial: trialOf(asked.workloads),
    waitMs: serverWaitSeconds * 1000,
    ...(onWaiting ? { onWaiting } : {}),
    ...(signal ? { signal } : {}),
  }
  let found: Found = { model, fieldChanges, fingerprint: null, notices: [] }
  const { running } = await ensureTarget({
    label,
    url,
    command: start?.command ?? null,
    logFile: start?.logFile ?? '',
    ...(start ? { cwd: start.cwd } : {}),
    serverWaitSeconds,
    fetch: pageFetch(reach),
    clock,
    warn,
    ...(signal ? { signal } : {}),
    async waitUntilReady(within) {
      found = await readyModel({ ...ready, signal: within }, { model, substituteModel })
    },
  })
  for (const notice of found.notices) warn(notice)
  const { fieldChanges: changes } = found
  const { proof, against } = await proveChunks({ ...ready, model: found.model, fieldChanges: changes, together })
  if (against !== null) warn(against)
  const target = { ...asked.target, model: found.model, fieldChanges: changes, chunkProof: proof }
  const { fingerprint } = found
  return { running, plan: { ...asked, target }, fingerprint, notices: against === null ? [] : [against] }
}

type Found = Pick<Readiness, 'fieldChanges' | 'fingerprint' | 'notices'> & { readonly model: string | null }

/** The form of the run's requests: of the first workload that streams, since a stream is what a server may refuse. */
function trialOf(workloads: RunPlan['workloads']): NonNullable<ReadinessOptions['trial']> {
  const workload = workloads.find(({ sampling }) => sampling.stream) ?? workloads[0]
  if (!workload) return {}
  const { sampling, outputTokens, extraBody } = workload
  const seed = sampling.temperature > 0 ? 0 : null
  return { ...sampling, seed, maxTokens: outputTokens, extraBody }
}

/** What was asked for; where the server serves one other model and the caller allows it, that one. */
async function readyModel(
  ready: ReadinessOptions,
  { model, substituteModel }: { readonly model: string | null; readonly substituteModel: boolean },
): Promise<Found> {
  try {
    return { ...(await waitUntilReady(ready)), model }
  } catch (error) {
    if (model === null || !substituteModel || !isBenchError(error) || error.code !== 'not_found') throw error
    const { model: other } = await discoverModel({ ...ready, model: null }).catch(() => {
      // With several other models there is none to choose: the error says that the wanted one is missing.
      throw error
    })
    return waitUntilReady({ ...ready, model: other })
  }
}
