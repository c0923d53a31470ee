import { BenchError, LoadPlan } from '@sagellm-benchmark/protocol-types'
import { loadKindOf, loadKinds } from '@sagellm-benchmark/protocol-types/loads'
import { kindFromText, type WordedKind } from './kind-from-text.js'

/** Kinds that a line can describe; a trace is a file. */
const wordedLoads: readonly WordedKind[] = loadKinds.filter(({ name }) => name !== 'trace')

/**
 * The load that `--load` words: the name of a kind, and the fields of its plan.
 *
 * @param maxConcurrency - of its own flag; `null` where it was not given.
 * @throws BenchError `invalid_argument` as `kindFromText`, and for a cap on a load that has none.
 * @example loadFromText('steps,steps=2:30+8:60', { maxConcurrency: null })
 */
export function loadFromText(text: string, { maxConcurrency }: { readonly maxConcurrency: number | null }): LoadPlan {
  const others = maxConcurrency === null ? {} : { maxConcurrency }
  const load = LoadPlan.parse(kindFromText(text, { flag: '--load', what: 'load', kinds: wordedLoads, others }))
  if (maxConcurrency !== null && !loadKindOf(load).openLoop)
    throw new BenchError('invalid_argument', `--max-concurrency has no effect on a ${load.kind} load`, {
      hint: 'its own fields say how many requests are in flight',
    })
  return load
}
