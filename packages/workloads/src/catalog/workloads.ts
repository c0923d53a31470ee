import { BenchError, type WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import { batchLarge } from './batch-large.js'
import { batchMedium } from './batch-medium.js'
import { batchSmall } from './batch-small.js'
import { mixedGreedy } from './mixed-greedy.js'
import { mixedLongBatch } from './mixed-long-batch.js'
import { mixedShortStream } from './mixed-short-stream.js'
import { q1 } from './q1.js'
import { q2 } from './q2.js'
import { q3 } from './q3.js'
import { q4 } from './q4.js'
import { q5 } from './q5.js'
import { q6 } from './q6.js'
import { q7 } from './q7.js'
import { q8 } from './q8.js'
import { streamingConcurrent } from './streaming-concurrent.js'
import { streamingLong } from './streaming-long.js'
import { streamingShort } from './streaming-short.js'
import { shortInput } from './short-input.js'
import { longInput } from './long-input.js'
import { stressTest } from './stress-test.js'
import { year1Short } from './year1-short.js'
import { year1Long } from './year1-long.js'
import { year1Stress } from './year1-stress.js'
import { year2Short } from './year2-short.js'
import { year2Long } from './year2-long.js'
import { year2Stress } from './year2-stress.js'
import { year3Short } from './year3-short.js'
import { year3Long } from './year3-long.js'
import { year3Stress } from './year3-stress.js'
import type { Workload } from './define-workload.js'

/** Every workload there is, in the order in which a suite runs them. */
export const workloads: readonly Workload[] = [
  q1,
  q2,
  q3,
  q4,
  q5,
  q6,
  q7,
  q8,
  streamingShort,
  streamingLong,
  streamingConcurrent,
  batchSmall,
  batchMedium,
  batchLarge,
  mixedShortStream,
  mixedLongBatch,
  mixedGreedy,
  shortInput,
  longInput,
  stressTest,
  year1Short,
  year1Long,
  year1Stress,
  year2Short,
  year2Long,
  year2Stress,
  year3Short,
  year3Long,
  year3Stress,
]

/** Names that stand for several workloads. `all` is the eight queries, as it always was; the others are called by name. */
export const suites: Readonly<Record<string, readonly string[]>> = {
  all: namesIn('query'),
  query: namesIn('query'),
  streaming: namesIn('streaming'),
  batch: namesIn('batch'),
  mixed: namesIn('mixed'),
  m1: namesIn('m1'),
  short: namesIn('short'),
  long: namesIn('long'),
  stress: namesIn('stress'),
  year1: namesIn('year1'),
  year2: namesIn('year2'),
  year3: namesIn('year3'),
}

export type ResolveWorkloadsOptions = {
  /** Workloads beside those of the project; one of the same name takes the place of the project's. @default [] */
  readonly workloads?: readonly Workload[]
}

/**
 * Plans of the named workloads and suites, in the order given, each once. Names are distinguished without regard to case.
 *
 * @throws BenchError `invalid_argument` for an unknown name, listing what exists.
 * @example resolveWorkloads('query') // Q1 ... Q8
 * @example resolveWorkloads(['Q1', 'mine'], { workloads: [mine] })
 */
export function resolveWorkloads(
  names: string | readonly string[],
  { workloads: own = [] }: ResolveWorkloadsOptions = {},
): WorkloadPlan[] {
  const wanted = typeof names === 'string' ? names.split(',') : names
  const replaced = new Set(own.map(({ name }) => keyOf(name)))
  const known = [...workloads.filter(({ name }) => !replaced.has(keyOf(name))), ...own]
  const found = new Set(wanted.flatMap((name) => namedBy(name.trim(), known)))
  if (found.size === 0) throw unknownWorkload('', known)
  return [...found].map(({ plan }) => plan)
}

function namedBy(name: string, known: readonly Workload[]): Workload[] {
  const key = keyOf(name)
  const suite = key === 'all' ? 'query' : key
  const members = known.filter((each) => each.suites.some((each) => keyOf(each) === suite))
  if (members.length > 0) return members
  const found = known.find((each) => keyOf(each.name) === key)
  if (!found) throw unknownWorkload(name, known)
  return [found]
}

function keyOf(name: string): string {
  return name.toLowerCase().replaceAll('-', '_')
}

function unknownWorkload(name: string, known: readonly Workload[]): BenchError {
  const names = new Set(['all', ...known.flatMap((each) => each.suites), ...known.map((each) => each.name)])
  return new BenchError('invalid_argument', `unknown workload ${JSON.stringify(name)}`, {
    hint: `give one of ${[...names].join(', ')}`,
  })
}

function namesIn(suite: string): string[] {
  return workloads.filter((each) => each.suites.includes(suite)).map((each) => each.name)
}
