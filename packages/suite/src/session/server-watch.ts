import {
  engineFacts,
  kvCacheSize,
  probes,
  type TargetObservation,
  type TargetObserver,
} from '@sagellm-benchmark/probes'
import { mergedCounters, type NamedCounters, serverCounters } from '@sagellm-benchmark/probes/telemetry'
import type { WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import type { SlotRelease } from '@sagellm-benchmark/protocol-types/shapes'
import type { ServerCounters } from '@sagellm-benchmark/protocol-types/telemetry'
import type { RunObserver, RunPlanOptions, WorkloadOutcome } from '@sagellm-benchmark/runner'
import { processAt } from '@sagellm-benchmark/runner/targets'
import type { OpenTarget } from '../targets/define-target.js'
import { counterGaps } from './counter-gaps.js'
import { namesOfReplicas, watchOtherReplicas } from './other-replicas.js'
import { type PeakMemory, peakMemory } from './peak-memory.js'
import { createSentTally } from './sent-tally.js'
import { probeSlotRelease } from './slot-release.js'

/** What was seen of a target around one workload. */
type WatchedWorkload = PeakMemory & {
  /** `null` where there is no server beside the client. */
  readonly serverCounters: ServerCounters | null
  /** Of a workload whose requests are cancelled. */
  readonly slotRelease: SlotRelease | null
}

/** Looks at a target right before and right after each workload, never in between. */
export interface ServerWatch {
  /** Counts what is sent; belongs to the observers of the same run. */
  readonly observer: RunObserver
  readonly around: NonNullable<RunPlanOptions['around']>
  readonly workloads: ReadonlyMap<string, WatchedWorkload>
  /** As the server says; `null`: it does not. */
  facts(): ReturnType<typeof engineFacts>
}

/** A page that takes longer is a gap: a run must not wait for a server that does not answer. */
const TIMEOUT_MS = 3000
/** What asks the server, and its process; device probes start programs of their own. */
const watching = probes.filter(({ kind, name }) => kind === 'surface' || name === 'process')
/** Between two readings of the server's memory, which cost it nothing. */
const MEMORY_INTERVAL_MS = 10_000

/** A watch over an open target that has seen nothing yet. */
export function watchServer(target: OpenTarget): ServerWatch {
  const workloads = new Map<string, WatchedWorkload>()
  let sent = createSentTally()
  const versions = new Set<string>()
  const precisions = new Set<string>()
  /** The pages that answered first: another page may name the same version in another way. */
  let pagesRead: string | null = null
  /** Why the server is not asked any more; reported with the first workload only. */
  let givenUp = false
  /** Pages that did not answer in time: each workload would wait for them twice. */
  const silent = new Set<string>()

  const [watched = null] = namesOfReplicas(target)
  const others = watchOtherReplicas(target, TIMEOUT_MS)
  const pid = pidOf(target)
  const observe = async (): Promise<TargetObserver | null> => {
    if (target.observe === null || givenUp) return null
    return target.observe({
      intervalMs: null,
      resourceIntervalMs: MEMORY_INTERVAL_MS,
      timeoutMs: TIMEOUT_MS,
      logFile: null,
      probes: watching.filter(({ name }) => !silent.has(name)),
      pid,
    })
  }
  const note = (workload: WorkloadPlan, observation: TargetObservation | null, elsewhere: readonly NamedCounters[]) => {
    if (observation) {
      for (const snapshot of [observation.before, observation.after]) {
        const answered = snapshot.surfaces.flatMap(({ surface, body }) => (body == null ? [] : surface)).join()
        pagesRead ??= answered
        if (answered !== pagesRead) continue
        const { engineVersion, precision } = engineFacts(snapshot)
        if (engineVersion !== null) versions.add(engineVersion)
        if (precision !== null) precisions.add(precision)
      }
      for (const { surface, gap } of observation.before.surfaces)
        if (gap?.code === 'surface_timed_out') silent.add(surface)
      givenUp = hasNoCounters(observation)
    }
    workloads.set(workload.name, {
      ...peakMemory(target, observation),
      serverCounters:
        observation && mergedCounters([{ name: watched ?? '', counters: countersOf(observation, sent) }, ...elsewhere]),
      slotRelease: null,
    })
  }

  return {
    workloads,
    facts: () => ({
      engineVersion: steady(versions) ?? target.fingerprint ?? null,
      precision: steady(precisions),
    }),
    observer: {
      onRecord(record) {
        if (record.replica === null || record.replica === watched) sent.add(record)
        else others.add(record)
      },
    },
    async around(workload, drive) {
      sent = createSentTally()
      const observer = await observe()
      await others.begin()
      let outcome: WorkloadOutcome
      try {
        outcome = await drive()
      } finally {
        const observation = observer && (await observer.stop())
        note(workload, observation, await others.end())
      }
      // After the last reading, so that its own requests are in no counter of the load.
      const seen = workloads.get(workload.name)
      if (seen && workload.cancel && outcome.stopReason === 'requests')
        workloads.set(workload.name, { ...seen, slotRelease: await probeSlotRelease(target) })
      return outcome
    },
  }
}

/** What was seen all the time; several values name themselves. `null`: nothing was. */
function steady(seen: ReadonlySet<string>): string | null {
  const [first = null, ...others] = seen
  return others.length === 0 ? first : `changed during the run: ${[...seen].join(', ')}`
}

function countersOf(observation: TargetObservation, sent: ReturnType<typeof createSentTally>): ServerCounters {
  const counters = serverCounters(observation.telemetry, { client: sent.result(), gaps: counterGaps(observation) })
  return { ...counters, ...kvCacheSize(observation.after) }
}

/** Of the server's own process on this machine; not of this program, which may serve itself. */
function pidOf({ plan, process: started }: OpenTarget): number | null {
  const pid = started?.pid ?? (plan.kind === 'endpoint' ? processAt(plan.url) : null)
  return pid === process.pid ? null : pid
}

/** Whether the first reading gave nothing, so that another would cost time and give nothing either. */
function hasNoCounters({ telemetry }: TargetObservation): boolean {
  const { pages, counters, healthyEnginesBefore, hopReport } = telemetry
  const answered = healthyEnginesBefore !== null || hopReport !== null
  return pages === 0 && Object.keys(counters).length === 0 && !answered
}
