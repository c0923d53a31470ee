import { shellLine } from '@sagellm-benchmark/protocol-types/edge'
import { keyNow } from '@sagellm-benchmark/clients/endpoint'
import { BenchError, invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { CaptureFile, ComparisonFile } from '@sagellm-benchmark/protocol-types/comparison'
import type { CapturedTarget } from '@sagellm-benchmark/reporters/entries'
import type { FlagName } from '@sagellm-benchmark/protocol-types/records'
import type { Rendezvous } from '@sagellm-benchmark/runner/shards'
import { version } from '../version.js'
import { resolveIo } from '../io.js'
import { type ShardsOptions, withShards } from '../shards/with-shards.js'
import type { ComparedEndpoint, ComparisonIo, ComparisonRequest } from './comparison-request.js'
import { sharedComparisonHash } from './join-comparison.js'
import { type MeasuredComparison, measureComparison } from './measure-comparison.js'
import { measureStarts } from './measure-starts.js'
import { planToOpen } from './plan-to-open.js'
import { reproduceScript } from './reproduce-script.js'
import { writeComparison } from './write-comparison.js'

/** What a comparison came to; everything of it is in its folder. */
export type ComparisonOutcome = {
  readonly folder: string
  /** `comparison.json`; `null` for a single target. */
  readonly comparison: ComparisonFile | null
  /** `<stem>.json` of each target, in their order. */
  readonly captures: readonly CapturedTarget[]
  /** A signal ended it early, here or at another shard. */
  readonly interrupted: boolean
  /** Numbers of the shards that were lost: the rounds before are whole, and were the last. */
  readonly lostShards: readonly number[]
  /** Targets of which no request succeeded. */
  readonly dead: readonly string[]
  /** Addresses of the targets that were there before and still are. */
  readonly reused: readonly string[]
}

export type CompareOptions = ComparisonIo & {
  /** The other processes that share each round, where this one is shard 0 of several; they call `joinComparison`. @default none */
  readonly shards?: ShardsOptions | null
}

/**
 * Measures endpoints against each other in interleaved rounds of the same requests, and says which is faster, and by how much.
 *
 * @throws BenchError `invalid_argument` for fewer than two targets, and for several starts of several shards; as `openTarget` for one that
 *   cannot be had, and as `openRendezvous` where shards do not come or do not fit.
 * @example
 * const plan = ComparisonPlan.parse({ scenarios, batchSizes: [], loads: [{ kind: 'poisson', rateRps: 4 }] })
 * const { comparison } = await compare({ plan, targets: [{ target: before }, { target: after }] }, { folder: 'out' })
 */
export async function compare(request: ComparisonRequest, io: CompareOptions): Promise<ComparisonOutcome> {
  const { restarts = 1 } = request
  const { shards = null } = io
  if (request.targets.length < 2) throw invalidArgument('targets', request.targets.length, 'give two or more')
  if (restarts > 1 && shards !== null)
    throw invalidArgument('restarts', restarts, 'measure one start where several shards share the load')
  const write = (measured: MeasuredComparison) => writeOutcome(measured, { request, io })
  if (restarts > 1) {
    // A single start of several cannot be repeated alone, so it gets no command.
    const writeStart = (measured: MeasuredComparison) =>
      writeOutcome(measured, { request, io: { ...io, reproduce: null } })
    return measureStarts(request, { io, restarts, writeStart }, write)
  }
  const measure = (rendezvous: Rendezvous | null) => measureComparison(request, { io, rendezvous }, write)
  return shards === null ? measure(null) : withShards(shards, sharedOf(request, io), measure)
}

/** What the shards of a comparison wait for one another with. */
function sharedOf(request: ComparisonRequest, io: ComparisonIo) {
  const [{ target }] = request.targets as readonly [ComparedEndpoint, ...ComparedEndpoint[]]
  const { plan } = request
  return { plan: planToOpen(target, plan), planHash: sharedComparisonHash(request), io: resolveIo(io) }
}

/**
 * Captures one endpoint with everything that a later comparison needs; see `compareOffline`.
 *
 * @throws BenchError `invalid_argument` for another number of targets than one; as `openTarget`.
 */
export function compareRecord(request: ComparisonRequest, io: ComparisonIo): Promise<ComparisonOutcome> {
  if (request.targets.length !== 1)
    return Promise.reject(invalidArgument('targets', request.targets.length, 'give exactly one'))
  return measureComparison(request, { io }, (measured) => writeOutcome(withUnknownCaches(measured), { request, io }))
}

/**
 * The seed of a capture is fixed, so a second capture sends the same prompts again. Where nothing shows whether a prefix cache answered them,
 * its TTFT may be that of cached prompts.
 */
function withUnknownCaches(measured: MeasuredComparison): MeasuredComparison {
  const { result } = measured
  const targets = result.targets.map((each) => ({ ...each, file: withUnknownCache(each.file) }))
  return { ...measured, result: { ...result, targets } }
}

function withUnknownCache(file: CaptureFile): CaptureFile {
  const cacheUnknown = (at: number) => file.capture?.cells[at]?.cache?.hitShare == null
  const flagged: FlagName = 'cache_unknown'
  const rows = file.rows.map((row, at) => (cacheUnknown(at) ? { ...row, flags: [...row.flags, flagged] } : row))
  return { ...file, rows }
}

/**
 * Compares endpoints by whole answers, for engines that do not stream: every scenario of the plan is asked for without a stream.
 *
 * @throws BenchError as `compare`.
 */
export function nonstreamCompare(request: ComparisonRequest, io: ComparisonIo): Promise<ComparisonOutcome> {
  const scenarios = request.plan.scenarios.map((each) => ({ ...each, sampling: { ...each.sampling, stream: false } }))
  const notice = 'Answers came whole: the time to the first token, and between tokens, cannot be known.'
  return compare(
    { ...request, plan: { ...request.plan, scenarios }, notices: [notice, ...(request.notices ?? [])] },
    io,
  )
}

export type Given = { readonly request: ComparisonRequest; readonly io: ComparisonIo }

/** The command that repeats a comparison, in one line and as a script. */
export function repeating({ request, io }: Given): { readonly command: string | null; readonly script: string | null } {
  const { reproduce: words = null } = io
  if (words === null) return { command: null, script: null }
  const { apiKey: shared = null } = io
  const own = request.targets.flatMap(({ apiKey }) => apiKey ?? [])
  const keys = new Set(shared === null ? own : [...own, shared])
  const named = words.some((word) => word.startsWith('--target-api-key-'))
  if (keys.size > 1 && !named)
    throw new BenchError('invalid_argument', 'targets with keys of their own cannot be repeated from a command line', {
      hint: 'name each with --target-api-key-env in reproduce, or leave it out',
    })
  const secrets = [...Object.values(io.secretHeaders ?? {}), ...[...keys].flatMap((key) => keyNow(key) ?? [])]
  return {
    command: shellLine(['sagellm-benchmark', ...words]),
    script: reproduceScript({ words, keyed: named ? shared !== null : keys.size > 0, secrets, toolVersion: version }),
  }
}

async function writeOutcome(measured: MeasuredComparison, given: Given): Promise<ComparisonOutcome> {
  const { folder, environment } = measured
  const { command, script } = repeating(given)
  const outcome = outcomeOf(measured, command)
  const { comparison, captures } = outcome
  const { hardwareFamily = null } = given.request
  await writeComparison({ folder, comparison, captures, environment, reproduce: script, hardwareFamily })
  return outcome
}

/** The notices of a measured comparison, with the command that repeats it. */
export function outcomeOf(measured: MeasuredComparison, command: string | null): ComparisonOutcome {
  const { folder, stems, result, reused, coreTelemetry } = measured
  const captures = result.targets.map(
    ({ file, observation, target }, at): CapturedTarget => ({
      stem: stems[at] as string,
      file: { ...file, command },
      evidence: observation?.evidence ?? null,
      coreTelemetry: coreTelemetry.get(target.endpoint.label) ?? null,
    }),
  )
  return {
    folder,
    comparison: result.comparison && { ...result.comparison, command },
    captures,
    interrupted: result.interrupted,
    lostShards: result.lostShards,
    dead: captures.flatMap(({ file }) =>
      file.rows.every((row) => (row.successfulRequests ?? 0) === 0) ? (file.label ?? []) : [],
    ),
    reused,
  }
}
