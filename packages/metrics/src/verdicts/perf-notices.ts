import type { RegressionFile } from '@sagellm-benchmark/protocol-types/comparison'
import { figuresIn } from '@sagellm-benchmark/protocol-types/metrics'
import type { E2ePerfRow } from '@sagellm-benchmark/protocol-types/performance'
import { startsOf } from '../rows/row-of-starts.js'
import { nameOf, type PerfFiles, type PerfPair } from './perf-pairs.js'
import { spreadOfStarts } from './row-estimate.js'
import { sameMachine } from './same-machine.js'
import { MOST_STARTS, startsToSee } from './starts-to-see.js'

type Noticed = PerfFiles & {
  readonly pairs: readonly PerfPair[]
  readonly metrics: RegressionFile['metrics']
  /** Percent. */
  readonly critical: number
}

/** What a reader of a regression check must know besides its verdicts, a sentence each. */
export function perfNotices({ baseline, current, pairs, metrics, critical }: Noticed): string[] {
  const words = wordsOf({ baseline, current })
  return [
    ...(pairs.length > 0 ? noiseOfStarts(pairs, { critical, words }) : []),
    ...notRestarted({ baseline, current }),
    ...tooNoisy(metrics, { critical, words }),
    ...otherReading(pairs),
    ...knownOfOneSide(pairs, 'effectivePrecision', 'The precision that was used'),
    ...knownOfOneSide(pairs, 'promptTokens', 'The length of the prompts'),
    ...machineNotice({ baseline, current }),
  ]
}

/** What was repeated, in the words of both sides. */
function wordsOf({ baseline, current }: PerfFiles) {
  const onlyRepeats = [baseline, current].every(
    ({ restarts, restarted }) => restarted === false || (restarts ?? 1) === 1,
  )
  const anyRepeats = [baseline, current].some(({ restarted }) => restarted === false)
  if (!anyRepeats) return { differ: 'Starts of one engine differ', many: 'starts' }
  if (onlyRepeats) return { differ: 'Repeats on one running server differ', many: 'repeats' }
  return { differ: 'Starts of one engine, and repeats on one running server, differ', many: 'starts or repeats' }
}

/** Repeats on a server that ran on show less noise than its starts would have. */
function notRestarted({ baseline, current }: PerfFiles): string[] {
  const sides = [
    ...(baseline.restarted === false ? ['the baseline'] : []),
    ...(current.restarted === false ? ['the current run'] : []),
  ]
  if (sides.length === 0) return []
  return [
    `The server of ${sides.join(' and of ')} was measured several times and not started anew: what only a start of it changes is not in the noise. Start it yourself, and give --baseline and --current a file of each start`,
  ]
}

type Starting = { readonly critical: number; readonly words: ReturnType<typeof wordsOf> }

/** How far starts of one engine differ, and how many of them would show a critical change. */
function noiseOfStarts(pairs: readonly PerfPair[], { critical, words }: Starting): string[] {
  const spreads = figuresIn('row').flatMap((figure) => {
    const spread = spreadOfStarts(pairs, figure)
    return spread === null ? [] : [{ name: figure.name, spread }]
  })
  const change = `${Number(critical.toPrecision(3))} %`
  const [first, ...others] = spreads
  if (!first)
    return [
      `Each side was started once, so that the noise between starts is not known, and no verdict allows for it: measure both with perf --restarts 3 (to find ${change} where starts differ by 3 %) or --restarts 5 (by 5 %)`,
    ]
  const { name, spread } = others.reduce((max, each) => (each.spread > max.spread ? each : max), first)
  const noisy = `${words.differ} by ${(100 * spread).toFixed(1)} % (${name}, standard deviation)`
  const needed = startsToSee(spread, critical / 100)
  const made = Math.min(
    ...pairs.flatMap(({ baseline, current }) => [startsOf(baseline).length, startsOf(current).length]),
  )
  if (needed !== null && needed <= made) return []
  if (needed === null || needed > MOST_STARTS)
    return [
      `${noisy}: a change of ${change} cannot be seen in that${needed === null ? '' : ` with fewer than ${needed} ${words.many} of each side`}`,
    ]
  return [
    `${noisy}: a change of ${change} is found in 3 of 4 checks from ${needed} ${words.many} of each side on (perf --restarts ${needed})`,
  ]
}

/** A check that could not have seen a critical regression must not read like one that saw none. */
function tooNoisy(metrics: RegressionFile['metrics'], { critical, words }: Starting): string[] {
  const unseen = Object.entries(metrics)
    .filter(([, { status, highPct }]) => /acceptable|within_noise|warning/.test(status) && (highPct ?? 0) > critical)
    .map(([name]) => name)
  if (unseen.length === 0) return []
  return [
    `Too noisy to rule out a critical regression of ${unseen.join(', ')}: measure more rounds or ${words.many}, or on a quieter machine`,
  ]
}

/** Another transport, or another meaning of a stamp, can move a latency by itself. */
function otherReading(pairs: readonly PerfPair[]): string[] {
  const others = pairs.filter(({ baseline, current }) => {
    const [before, after] = [readingOf(baseline), readingOf(current)]
    return before !== null && after !== null && before !== after
  })
  const [first] = others
  if (!first) return []
  const names = others.map(({ current }) => nameOf(current)).join(', ')
  return [
    `Answers were read in another way, ${readingOf(first.baseline)} in the baseline and ${readingOf(first.current)} in the current run, which can move latencies by itself: ${names}`,
  ]
}

function readingOf({ transport, stampSource }: E2ePerfRow): string | null {
  return transport === null ? null : `${transport}${stampSource === null ? '' : ` (${stampSource})`}`
}

/** What only one side says cannot be held against the other. */
function knownOfOneSide(
  pairs: readonly PerfPair[],
  field: 'effectivePrecision' | 'promptTokens',
  what: string,
): string[] {
  const half = pairs.filter(({ baseline, current }) => (baseline[field] === null) !== (current[field] === null))
  const [first] = half
  if (!first) return []
  const side = first.baseline[field] === null ? 'current run' : 'baseline'
  return [
    `${what} is known of the ${side} only, so that the other side may have had another: ${half.map(({ current }) => nameOf(current)).join(', ')}`,
  ]
}

function machineNotice({ baseline, current }: PerfFiles): string[] {
  const same = sameMachine(baseline, current)
  if (same === null) return ['It is not known whether both were measured on one machine']
  if (!same) return ['The two were measured on different machines']
  if (baseline.machine === null || current.machine === null || baseline.machine === current.machine) return []
  return [`One machine, but another system: ${baseline.machine} in the baseline, ${current.machine} in the current run`]
}
