import { invalidArgument, type WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import { createRandom, deriveSeed } from '@sagellm-benchmark/protocol-types/random'

/** A part of a workload: what its requests are planned from. */
type WorkloadPart = {
  /** `null` where the workload is no mix. */
  readonly name: string | null
  readonly workload: WorkloadPlan
}

export type RequestMix = {
  readonly parts: readonly WorkloadPart[]
  /** The part that the request of a place belongs to. */
  partOf(place: { readonly index: number }, seed: number): WorkloadPart
}

/**
 * The parts of a workload, each as a workload of its own: what a part says goes before what the workload says.
 *
 * @throws BenchError `invalid_argument` for two parts of one name, and for weights in a mix that goes by turns.
 */
export function requestMix(workload: WorkloadPlan): RequestMix {
  const { mix = [], mixOrder = 'weights', ...own } = workload
  if (mix.length === 0) {
    const whole = { name: null, workload }
    return { parts: [whole], partOf: () => whole }
  }
  checkMix(workload, mix, mixOrder)
  const parts = mix.map(({ name, weight: _, extraBody, ...part }): WorkloadPart => {
    const said = Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined))
    // Options belong to their source: those of the workload's mean nothing to another one.
    const options = part.source === undefined ? {} : { sourceOptions: part.sourceOptions ?? {} }
    // A part with a length of its own does not draw it from the workload's distribution.
    const fixed = part.promptTokens === undefined && part.outputTokens === undefined ? {} : { lengths: null }
    return { name, workload: { ...own, ...fixed, ...said, ...options, extraBody: { ...own.extraBody, ...extraBody } } }
  })
  let sum = 0
  const ends = mix.map(({ weight }) => (sum += weight))
  return {
    parts,
    partOf({ index }, seed) {
      if (mixOrder === 'turns') return parts[index % parts.length] as WorkloadPart
      const at = createRandom(deriveSeed(seed, 'part')).uniform() * sum
      return (parts[ends.findIndex((end) => at < end)] ?? parts.at(-1)) as WorkloadPart
    },
  }
}

function checkMix({ name }: WorkloadPlan, mix: NonNullable<WorkloadPlan['mix']>, order: 'weights' | 'turns'): void {
  const twice = mix.find((part, at) => mix.findIndex((other) => other.name === part.name) < at)
  if (twice) throw invalidArgument(`mix of ${name}`, twice.name, 'give each part a name of its own')
  const [first] = mix
  if (order === 'turns' && mix.some(({ weight }) => weight !== first?.weight))
    throw invalidArgument(
      `mix of ${name}`,
      'turns',
      'parts that take turns come equally often: leave their weights out',
    )
}
