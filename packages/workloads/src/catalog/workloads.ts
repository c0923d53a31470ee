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
]

/** Names that stand for several workloads. `all` is the eight queries, as it always was; the others are called by name. */
export const suites: Readonly<Record<string, readonly string[]>> = {
  all: namesIn('query'),
  query: namesIn('query'),
  streaming: namesIn('streaming'),
  batch: namesIn('batch'),
  mixed: namesIn('mixed'),
}

/**
 * Plans of the named workloads and suites, in the order given, each once. Names are told apart without regard to case.
 *
 * @throws BenchError `invalid_argument` for an unknown name, listing what exists.
 * @example resolveWorkloads('query') // Q1 ... Q8
 * @example resolveWorkloads(['Q1', 'q5'])
 */
export function resolveWorkloads(names: string | readonly string[]): WorkloadPlan[] {
  const wanted = typeof names === 'string' ? names.split(',') : names
  const found = new Set(wanted.flatMap((name) => namedBy(name.trim())))
  if (found.size === 0) throw unknownWorkload('')
  return [...found].map(({ plan }) => plan)
}

function namedBy(name: string): Workload[] {
  const key = name.toLowerCase().replaceAll('-', '_')
  const suite = Object.hasOwn(suites, key) ? suites[key] : undefined
  if (suite) return suite.flatMap(namedBy)
  const found = workloads.find((each) => each.name.toLowerCase() === key)
  if (!found) throw unknownWorkload(name)
  return [found]
}

function unknownWorkload(name: string): BenchError {
  const known = [...Object.keys(suites), ...workloads.map((each) => each.name)].join(', ')
  return new BenchError('invalid_argument', `unknown workload ${JSON.stringify(name)}`, {
    hint: `give one of ${known}`,
  })
}

function namesIn(suite: string): string[] {
  return workloads.filter((each) => each.suites.includes(suite)).map((each) => each.name)
}
