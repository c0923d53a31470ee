import { replicaNames } from '@sagellm-benchmark/clients/endpoint'
import { probes, type TargetObserver } from '@sagellm-benchmark/probes'
import { type NamedCounters, serverCounters } from '@sagellm-benchmark/probes/telemetry'
import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { OpenTarget } from '../targets/define-target.js'
import { counterGaps } from './counter-gaps.js'
import { createSentTally } from './sent-tally.js'

/** The base URLs of a deployment beside its first one, while workload after workload is measured. */
export interface OtherReplicas {
  begin(): Promise<void>
  add(record: RequestRecord): void
  /** What each of them counted since `begin`. */
  end(): Promise<NamedCounters[]>
}

const surfaces = probes.filter(({ kind }) => kind === 'surface')

/** Names of all base URLs, the first one first; empty where there is but one. */
export function namesOfReplicas({ plan }: OpenTarget): readonly string[] {
  return plan.kind !== 'endpoint' || plan.replicas.length === 0 ? [] : replicaNames([plan.url, ...plan.replicas])
}

export function watchOtherReplicas(target: OpenTarget, timeoutMs: number): OtherReplicas {
  const names = namesOfReplicas(target).slice(1)
  const sent = new Map(names.map((name) => [name, createSentTally()]))
  let observers: readonly TargetObserver[] = []
  return {
    async begin() {
      for (const name of names) sent.set(name, createSentTally())
      const options = { intervalMs: null, timeoutMs, logFile: null, probes: surfaces, pid: null }
      observers = await Promise.all((target.observeOthers ?? []).map((observe) => observe(options)))
    },
    add(record) {
      if (record.replica !== null) sent.get(record.replica)?.add(record)
    },
    async end() {
      const observations = await Promise.all(observers.map((observer) => observer.stop()))
      return observations.map((observation, at) => {
        const name = names[at] as string
        const gaps = counterGaps(observation)
        const client = sent.get(name)?.result() ?? null
        return { name, counters: serverCounters(observation.telemetry, { client, gaps }) }
      })
    },
  }
}
