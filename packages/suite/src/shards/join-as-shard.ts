import { resolve } from 'node:path'
import { type ApiKey, keyNow } from '@sagellm-benchmark/clients/endpoint'
import { collectEnvironment } from '@sagellm-benchmark/probes'
import { holdSecrets } from '@sagellm-benchmark/protocol-types/edge'
import { BenchError, invalidArgument, type RunPlan } from '@sagellm-benchmark/protocol-types'
import { SHARD_PROTOCOL, type ShardHello } from '@sagellm-benchmark/protocol-types/messages'
import { readCalibration } from '@sagellm-benchmark/runner/calibration'
import {
  checkOwnTarget,
  driveForCoordinator,
  joinRendezvous,
  placeText,
  type ShardReport,
  startShardThreads,
} from '@sagellm-benchmark/runner/shards'
import { type ResolvedIo, resolveIo, secretsOf, type SuiteIo } from '../io.js'
import { version } from '../version.js'
import { keepingRecords, type ShardDriving } from './keeping-records.js'
import { shardFolder } from './shard-account.js'
import { checkShards, type ShardsOptions } from './with-shards.js'

export type JoinRunOptions = SuiteIo &
  ShardsOptions & {
    /** Number of this process, from 1. */
    readonly shard: number
    /** Where each shard keeps its own records: those of this process are in the folder `shard-I` below. @default ./benchmark_results */
    readonly output?: string
  }

/** What a shard did. */
export type JoinedRun = ShardReport & {
  /** Where its records are; `null`: shard 0 has them. */
  readonly folder: string | null
}

/** One of the targets that are open side by side, as the command of this shard has it. */
export type SharedTarget = {
  /** What shard 0 may measure of it, one after the other. */
  readonly plans: readonly [RunPlan, ...RunPlan[]]
  /** @default the key of the shard */
  readonly apiKey?: ApiKey | null
}

/** What a shard takes part in, and what it and shard 0 have to agree on. */
export type SharedLoad = {
  /** By the numbers that shard 0 gives them. */
  readonly targets: readonly [SharedTarget, ...SharedTarget[]]
  readonly planHash: string
}

/** Connects to shard 0 and sends its part of each load, until shard 0 ends. @throws BenchError as `joinRun`. */
export async function joinAsShard({ targets, planHash }: SharedLoad, options: JoinRunOptions): Promise<JoinedRun> {
  const io = resolveIo(options)
  const [plan] = targets[0].plans
  const { shard, of, place, token, waitSeconds = 120, records = 'gathered' } = options
  for (const each of targets.flatMap(({ plans }) => plans)) checkShards(each, options)
  if (!(shard >= 1 && shard < of))
    throw invalidArgument('shard', shard, `give 1 to ${of - 1}; shard 0 is the run itself`)
  holdSecrets([token ?? null])
  const { dialectModule, clock, signal, stopSignal } = io
  const keys = targets.flatMap(({ apiKey }) => keyNow(apiKey) ?? [])
  io.warn(`shard ${shard} of ${of}: looking for shard 0 at ${placeText(place)}`)
  const drive = async (keep: ShardDriving['keep'] | null) => {
    // Looking at this machine may take seconds, and shard 0 waits for a name only so long.
    const hello = await helloOf({ shard, of, records, planHash, io, keys })
    const stream = await joinRendezvous({ place, token, waitSeconds, signal, clock })
    return driveForCoordinator({
      ...{ stream, hello, signal, say: io.warn, ...(stopSignal ? { stopSignal } : {}), ...(keep ? { keep } : {}) },
      calibration: async ({ transport }, workers) => (io.calibration ? readCalibration({ transport, workers }) : null),
      async start(opened, number) {
        const { plans, apiKey = io.apiKey } = targetNamed(number, targets)
        const own = plans.find(({ target }) => urlOf(target) === urlOf(opened.target)) ?? plans[0]
        checkOwnTarget(own.target, opened.target)
        return startShardThreads(withOwnKeys(opened, { plan: own, io }), { apiKey, dialectModule, say: io.warn })
      },
    })
  }
  if (records === 'gathered') return { ...(await drive(null)), folder: null }
  const folder = resolve(io.cwd, shardFolder(options.output, shard))
  return { ...(await keepingRecords(folder, { plan, account: { shard, of, planHash }, clock }, drive)), folder }
}

function targetNamed(number: number, targets: SharedLoad['targets']): SharedTarget {
  const named = targets[number]
  if (named) return named
  throw new BenchError(
    'invalid_argument',
    `shard 0 names target ${number}, and the command of this shard has ${targets.length}, counted from 0`,
    { hint: 'nothing was sent to it; give all shards the same flags' },
  )
}

function urlOf(target: RunPlan['target']): string | null {
  return target.kind === 'endpoint' ? target.url : null
}

type Saying = Pick<ShardHello, 'shard' | 'of' | 'records' | 'planHash'> & {
  readonly io: ResolvedIo
  /** Of single targets: what is said of the command has none of them. */
  readonly keys: readonly string[]
}

async function helloOf({ io, keys, ...said }: Saying): Promise<ShardHello> {
  const environment = await collectEnvironment({
    tool: { name: 'sagellm-benchmark', version },
    commandLine: [...io.words],
    secrets: [...secretsOf(io), ...keys],
    seed: null,
    clock: io.clock,
    workingFolder: io.cwd,
  })
  return { kind: 'hello', protocol: SHARD_PROTOCOL, version, ...said, environment }
}

/** The plan as shard 0 opened it, with the headers of this process: keys do not travel. */
function withOwnKeys(opened: RunPlan, { plan, io }: { readonly plan: RunPlan; readonly io: ResolvedIo }): RunPlan {
  if (opened.target.kind !== 'endpoint' || plan.target.kind !== 'endpoint') return opened
  return { ...opened, target: { ...opened.target, headers: { ...plan.target.headers, ...io.secretHeaders } } }
}
