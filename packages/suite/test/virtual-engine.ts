import { setImmediate } from 'node:timers/promises'
import type { EngineClient } from '@sagellm-benchmark/clients'
import type { PlannedRequest, RequestRecord, RunPlan } from '@sagellm-benchmark/protocol-types'
import { aRecord, virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { createReferenceEngine } from '@sagellm-benchmark/reference-engine'
import { requestsFrom, runPlan, type RunPlanOptions } from '@sagellm-benchmark/runner'
import { planRequests } from '@sagellm-benchmark/workloads'

type EngineOptions = Parameters<typeof createReferenceEngine>[0]

/** A measurement in virtual time: what it took, and every record. */
export type VirtualMeasurement = { readonly seconds: number; readonly records: readonly RequestRecord[] }

/**
 * A plan of one workload by the load engine of the product against the reference engine in this process, on a virtual clock: the client takes
 * no time, so that what is measured follows from the configuration of the engine alone, however busy the machine is.
 */
export async function measuredOnEngine(
  plan: RunPlan,
  options: EngineOptions,
  watch?: RunPlanOptions['watch'],
): Promise<VirtualMeasurement> {
  const clock = virtualClock(0, { turn: () => setImmediate() })
  const engine = createReferenceEngine({ ...options, clock })
  const records: RequestRecord[] = []
  const send: EngineClient['send'] = async (planned, { scheduledAt } = {}) => {
    const startAt = clock.now()
    const tokenAt: number[] = []
    for await (const { tokenIds, atMs } of engine.generate(planned.request, { requestId: planned.requestId }))
      tokenAt.push(...tokenIds.map(() => atMs))
    const { requestId, workload, phase, round, index } = planned
    const [firstTokenAt, lastTokenAt] = [tokenAt[0] as number, tokenAt.at(-1) as number]
    return aRecord({
      ...{ requestId, workload, phase, round, index, startAt, scheduledAt: scheduledAt ?? startAt },
      ...{ tokenAt, firstTokenAt, lastTokenAt, endAt: lastTokenAt, outputTokens: tokenAt.length },
      requestedOutputTokens: planned.request.maxTokens,
    })
  }
  const identity: EngineClient['identity'] = {
    ...{ label: 'reference', engine: 'reference-engine', model: 'reference-tiny', transport: 'raw' },
    ...{ stampSource: 'socket_read', simulated: true, maxModelLen: null, notices: [] },
  }
  const running = runPlan({
    plan,
    client: { identity, send, async open() {}, async close() {} },
    requests: requestsFrom(requestsOf(plan, engine.tokenizer)),
    clock,
    monitor: {
      start() {},
      stalledMs: () => 0,
      stop: () => ({
        ...{ eventLoopDelayP99Ms: 0, eventLoopDelayMaxMs: 0, cpuShare: 0, processCpuShare: 0, cores: 2 },
        stalls: { count: 0, totalMs: 0, longest: [] },
      }),
    },
    observers: [{ onRecord: (record) => void records.push(record) }],
    ...(watch ? { watch } : {}),
  })
  let over = false
  const ended = running.finally(() => (over = true)).catch(() => {})
  while (!over) {
    await clock.runAll(clock.now() + 600_000)
    await Promise.race([ended, setImmediate()])
  }
  await running
  await engine.close()
  const last = records.reduce((latest, { endAt }) => Math.max(latest, endAt), 0)
  return { seconds: last / 1000, records }
}

function requestsOf(
  plan: RunPlan,
  tokenizer: ReturnType<typeof createReferenceEngine>['tokenizer'],
): readonly PlannedRequest[] {
  const rounds = Array.from({ length: plan.rounds }, (_, round) => round)
  return plan.workloads.flatMap(({ name }) =>
    rounds.flatMap((round) => [...planRequests(plan, { workload: name, phase: 'measured', round }, { tokenizer })]),
  )
}
