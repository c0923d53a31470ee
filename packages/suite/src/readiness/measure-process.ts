import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ClientIdentity } from '@sagellm-benchmark/clients'
import { burstFinding, recoveryGateOf } from '@sagellm-benchmark/metrics/readiness'
import { BenchError, type RequestRecord, type RunPlan } from '@sagellm-benchmark/protocol-types'
import type { MeasuredTarget } from '@sagellm-benchmark/protocol-types/artifacts'
import { redactSecrets } from '@sagellm-benchmark/protocol-types/edge'
import { deriveSeed } from '@sagellm-benchmark/protocol-types/random'
import type { ReadinessProcess, StartupFinding } from '@sagellm-benchmark/protocol-types/readiness'
import { readReduced } from '@sagellm-benchmark/runner'
import { isListening, runShell, startTarget } from '@sagellm-benchmark/runner/targets'
import { readTextFile } from '../files/read-json-file.js'
import type { ResolvedIo } from '../io.js'
import { run } from '../run/run.js'
import type { RunOutcome } from '../run/run-outcome.js'
import { burstNotices } from './burst-notices.js'
import { burstLoad } from './burst-load.js'
import { digestFile } from './digest-file.js'
import { type FirstRequests, firstRequests } from './first-requests.js'
import type { ReadinessPlan } from './readiness-plan.js'
import { serverMetrics, withServerStates } from './server-states.js'
import { startPhases } from './start-phases.js'
import { type ReadyStamps, watchReady } from './watch-ready.js'

type EndpointTarget = Extract<RunPlan['target'], { kind: 'endpoint' }>

/** One process that is to be measured. */
export type PlannedProcess = Pick<ReadinessProcess, 'id' | 'kind'> & {
  /** Place in the order, from 0. */
  readonly order: number
  /** Whether a burst is measured on it. */
  readonly withBurst: boolean
}

export type MeasuredProcess = {
  readonly process: ReadinessProcess
  readonly identity: ClientIdentity
  readonly interrupted: boolean
  /** What the run under the burst says of the target, and of what may limit the figures; `null` without a burst. */
  readonly target: MeasuredTarget | null
  readonly notices: readonly string[]
}

type Measuring = {
  /** Of one workload and an endpoint; its load is replaced. */
  readonly plan: RunPlan
  readonly wanted: ReadinessPlan
  /** Holds a folder and a log for each process. */
  readonly folder: string
  readonly io: ResolvedIo
}

/** Starts one process of the server, sends its first two requests and then the load with the burst, and stops it. */
export async function measureProcess(planned: PlannedProcess, measuring: Measuring): Promise<MeasuredProcess> {
  const { plan, wanted, folder, io } = measuring
  const { clock, signal } = io
  const target = plan.target as EndpointTarget
  if (planned.kind === 'cold' && wanted.coldCommand !== null)
    await runShell(wanted.coldCommand, { cwd: io.cwd, signal })
  await refuseOther(target.url)
  // Not before: where nothing was started, nothing is left.
  await mkdir(folder, { recursive: true })
  const logFile = join(folder, `${planned.id}.server.log`)
  const apiKey = io.apiKey
  const startedAt = new Date(clock.unixMs()).toISOString()
  const began = clock.now()
  let stamps = null as ReadyStamps | null
  const running = await startTarget({
    label: planned.id,
    url: target.url,
    command: wanted.command,
    logFile,
    cwd: io.cwd,
    serverWaitSeconds: target.serverWaitSeconds,
    clock,
    warn: io.warn,
    signal,
    async waitUntilReady(within) {
      stamps = await watchReady(target, { apiKey, clock, pollMs: wanted.pollMs, signal: within })
    },
  })
  let seen: Seen
  try {
    const own = loadedPlan(measuring, planned)
    const until = began + target.serverWaitSeconds * 1000
    const requests = await firstRequests(own.plan, { apiKey, clock, pollMs: wanted.pollMs, until, signal })
    const burst = planned.withBurst ? await measureBurst(own, requests, { planned, measuring }) : null
    seen = { requests, burst }
  } finally {
    await running.stop()
  }
  const { requests, burst } = seen
  const log = await readTextFile(logFile).catch(() => '')
  return {
    process: {
      id: planned.id,
      kind: planned.kind,
      startedAt,
      startupMetrics: { ...startup(requests, stamps as ReadyStamps, began), ...startPhases(log) },
      sloMetrics: burst?.finding ?? null,
      queueMetrics: burst?.server.queueMetrics ?? null,
      kvStateMetrics: burst?.server.kvStateMetrics ?? null,
      rawEvidence: {
        serverLogSha256: await digestFile(logFile),
        clientResultSha256: burst && (await digestFile(join(burst.outcome.folder, 'records.jsonl'))),
      },
    },
    identity: requests.identity,
    interrupted: burst?.outcome.interrupted ?? false,
    target: burst?.outcome.header.target ?? null,
    notices: burst ? burstNotices(planned.id, burst.outcome) : requests.identity.notices,
  }
}

/** A server that outlived the process before, as a container does, would answer in place of the one that is started, at once and warm. */
async function refuseOther(url: string): Promise<void> {
  if (!(await isListening(url))) return
  throw new BenchError('unavailable', `something answers at ${redactSecrets(url)} before the server is started`, {
    hint: 'it would be measured in its place: let --target-command run the server in the foreground, so that it ends with it',
  })
}

type Seen = { readonly requests: FirstRequests; readonly burst: Awaited<ReturnType<typeof measureBurst>> | null }
type Loaded = { readonly plan: RunPlan; readonly burst: ReturnType<typeof burstLoad>['burst'] }

/** The plan with the load of one process, whose prompts no other process is sent. */
function loadedPlan({ plan, wanted, io }: Measuring, { order }: PlannedProcess): Loaded {
  const { load, burst } = burstLoad(wanted)
  const [workload] = plan.workloads as [RunPlan['workloads'][number]]
  const target = plan.target as EndpointTarget
  return {
    burst,
    plan: {
      ...plan,
      target: { ...target, headers: { ...target.headers, ...io.secretHeaders }, readyCheck: false },
      workloads: [{ ...workload, load, requests: load.arrivalsMs.length }],
      rounds: 1,
      warmup: { requests: 2, seconds: 0 },
      seed: order === 0 ? plan.seed : deriveSeed(plan.seed, 'process', order),
      thresholds: [],
    },
  }
}

async function measureBurst(
  { plan, burst }: Loaded,
  { identity }: FirstRequests,
  { planned, measuring: { plan: asked, wanted, folder, io } }: { planned: PlannedProcess; measuring: Measuring },
) {
  const gate = recoveryGateOf(wanted.thresholds)
  const target = { ...(asked.target as EndpointTarget), model: identity.model, readyCheck: false }
  const own: RunPlan = {
    ...plan,
    target,
    warmup: { requests: 0, seconds: 0 },
    serviceLevels: [...plan.serviceLevels, ...(gate.eachRequest ?? [])],
  }
  const { result: outcome, telemetry } = await withServerStates(
    target,
    io,
    (): Promise<RunOutcome> => run(own, { ...io, say: () => {}, output: join(folder, planned.id) }),
  )
  const records: RequestRecord[] = []
  for await (const record of readReduced(join(outcome.folder, 'records.jsonl')))
    if (record.phase === 'measured') records.push(record)
  const finding = burstFinding(records, { burst, gate, windowRequests: wanted.windowRequests })
  const burstAt = records.find(({ index }) => index === burst.from)?.scheduledAt ?? 0
  return { outcome, finding, server: serverMetrics(telemetry, burstAt) }
}

type Startup = Omit<StartupFinding, keyof ReturnType<typeof startPhases>>

function startup({ first, second, refused }: FirstRequests, stamps: ReadyStamps, began: number): Startup {
  const seconds = (at: number | null) => (at === null ? null : Math.max(0, at - began) / 1000)
  const ttft = ({ firstTokenAt, startAt }: RequestRecord) => (firstTokenAt === null ? null : firstTokenAt - startAt)
  return {
    listeningS: seconds(stamps.listeningAt),
    readinessS: seconds(stamps.readyAt),
    notReadyAtS: seconds(stamps.notReadyAt),
    firstTokenS: seconds(first.firstTokenAt),
    firstRequestTtftMs: ttft(first),
    secondRequestTtftMs: ttft(second),
    refusedRequests: refused,
  }
}
