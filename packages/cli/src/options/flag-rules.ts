import type { FlagRule } from '../command/flag-rules.js'
import type { ConnectionOptions } from './connection-options.js'
import type { LoadOptions } from './load-options.js'
import type { PlotOptions } from './plot-options.js'
import { targetOptions, type TargetOptions } from './target-options.js'

/** Flags of how plots are drawn, where none are drawn. */
export const plotRules: readonly FlagRule<PlotOptions>[] = [
  { flags: ['plotFormat', 'dpi', 'plotDir'], when: ({ plot }) => plot, only: 'with --plot' },
  { flags: ['dpi'], when: ({ plotFormat }) => plotFormat.includes('png'), only: 'with --plot-format png' },
]

/** How a trace is read. */
const traceFlags = ['traceFormat', 'traceBlockSize', 'cacheTokens'] as const
/** Which part of a record is replayed, and at which pace. */
const recordFlags = ['traceStart', 'traceDuration', 'traceRate', 'timeScale', 'loops'] as const

function hasRecord(options: LoadOptions): boolean {
  return options.trace !== undefined || ('sessionFile' in options && options.sessionFile !== undefined)
}

/** Details of a load that the flags do not ask for. */
export const loadRules: readonly FlagRule<LoadOptions>[] = [
  {
    flags: ['burstiness'],
    when: ({ requestRate, rampUpStrategy }) => requestRate !== undefined || rampUpStrategy !== undefined,
    only: 'with --request-rate or --ramp-up-strategy',
  },
  {
    flags: ['rampUpStartRps', 'rampUpEndRps'],
    when: ({ rampUpStrategy }) => rampUpStrategy !== undefined,
    only: 'with --ramp-up-strategy',
  },
  { flags: [...traceFlags], when: ({ trace }) => trace !== undefined, only: 'with --trace' },
  { flags: [...recordFlags], when: hasRecord, only: 'with --trace or --session-file' },
  {
    flags: ['numPrompts'],
    when: ({ loops, trace }) => loops === 1 || trace === undefined,
    only: 'without --loops, which replays all of the trace, or of the part that --trace-start and --trace-duration take',
  },
  {
    flags: ['minPromptTokens', 'maxPromptTokens'],
    when: (options) => options.trace !== undefined || ('datasetPath' in options && options.datasetPath !== undefined),
    only: 'with --trace or --dataset-path',
  },
  {
    flags: ['timeScale'],
    when: ({ traceRate }) => traceRate === undefined,
    only: 'without --trace-rate, which sets it',
  },
  {
    flags: ['rampUp'],
    when: ({ concurrency, maxConcurrency, requestRate }) =>
      [concurrency, maxConcurrency, requestRate].some((flag) => flag !== undefined),
    only: 'with --concurrency or --request-rate',
  },
  {
    flags: ['rampUp'],
    when: ({ trace, load, rampUpStrategy }) => [trace, load, rampUpStrategy].every((flag) => flag === undefined),
    only: 'without --trace, --load and --ramp-up-strategy, which say themselves how the load grows',
  },
  {
    flags: ['maxConcurrency'],
    when: ({ concurrency }) => concurrency === undefined,
    only: 'without --concurrency, which is the same limit',
  },
]

/** The same where batches of several sizes are sent: their sizes say how many requests there are. */
export const severalLoadsRules: readonly FlagRule<LoadOptions>[] = [
  ...loadRules,
  { flags: ['numPrompts'], when: hasLoad, only: 'with --concurrency, --request-rate, --load or --trace' },
]

/** What only an endpoint is asked, for the commands that can measure something else too. */
export const endpointFlags = (Object.keys(targetOptions) as (keyof TargetOptions)[]).filter(
  // The limit of a request holds for every target.
  (flag) => flag !== 'requestTimeout',
)

/** Connections to an endpoint. */
export const connectionRules: readonly FlagRule<ConnectionOptions>[] = [
  { flags: ['keyFile'], when: ({ certFile }) => certFile !== undefined, only: 'with --cert-file' },
]

type ShardFlags = {
  readonly shard?: string | undefined
  readonly rendezvous?: string | undefined
  readonly shardWait: number
} & Pick<ConnectionOptions, 'loadThreads'>

/** The program's own thread carries the messages of a shard. */
export const shardThreadRule: FlagRule<Pick<ShardFlags, 'shard' | 'loadThreads'>> = {
  flags: ['shard'],
  when: ({ loadThreads }) => loadThreads !== 0,
  only: 'with load threads, without --load-threads 0',
}

/** Several processes that share each load. */
export const sharingRules: readonly FlagRule<ShardFlags>[] = [
  { flags: ['rendezvous', 'shardWait'], when: ({ shard }) => shard !== undefined, only: 'with --shard' },
  shardThreadRule,
]

/** The same where the target need not be an endpoint. */
export const shardRules: readonly FlagRule<ShardFlags & { readonly backendUrl?: string | undefined }>[] = [
  {
    flags: ['shard'],
    when: ({ backendUrl }) => backendUrl !== undefined,
    only: 'for an endpoint, with --backend-url',
  },
  ...sharingRules,
]

/** The lifetime of keys, of one server or of several. */
export const keyRules: readonly FlagRule<KeyOptions>[] = [
  {
    flags: ['apiKeyLifetime'],
    when: ({ apiKeyCommand, targetApiKeyCommand = [] }) =>
      apiKeyCommand !== undefined || targetApiKeyCommand.length > 0,
    only: 'with a command that gives the key',
  },
]

type KeyOptions = Pick<TargetOptions, 'apiKeyCommand' | 'apiKeyLifetime'> & {
  readonly targetApiKeyCommand?: readonly string[]
}

function hasLoad({ concurrency, maxConcurrency, requestRate, trace, load, rampUpStrategy }: LoadOptions): boolean {
  return [concurrency, maxConcurrency, requestRate, trace, load, rampUpStrategy].some((flag) => flag !== undefined)
}
