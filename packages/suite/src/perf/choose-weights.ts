import type { ModelDtype } from '@sagellm-benchmark/backend-cpu'
import { isBenchError } from '@sagellm-benchmark/protocol-types'
import { precisionName } from './precision-name.js'

/** What people call a precision, and the exported weights that have it, best first. */
const weightsOf: Readonly<Record<string, readonly ModelDtype[]>> = {
  fp32: ['fp32'],
  fp16: ['fp16'],
  int8: ['int8', 'q8', 'uint8'],
  int4: ['q4', 'bnb4', 'q4f16'],
}

export type ChosenWeights = {
  /** Under which the model is reported. */
  readonly model: string
  readonly dtype: ModelDtype
  /** What the weights really are: `fp32`, `fp16`, `int8`, `int4`. */
  readonly precision: string
  /** Another precision was asked for. */
  readonly substituted: boolean
}

/**
 * The weights that a model has for a precision: those asked for where it has them, else its first, marked as a substitute.
 * A model that lies on this machine is never downloaded again for a precision that it lacks.
 *
 * @param precision - `null` takes the model's first.
 * @throws BenchError as `resolveModel`.
 */
export async function chooseWeights(model: string | null, precision: string | null): Promise<ChosenWeights> {
  // The inference runtime is heavy: only who computes loads it.
  const { resolveModel } = await import('@sagellm-benchmark/backend-cpu')
  const first = resolveModel(model)
  const wanted = precision === null ? null : precisionName(precision)
  const named = (dtype: ModelDtype, substituted: boolean): ChosenWeights => ({
    model: first.name,
    dtype,
    precision: precisionOf(dtype),
    substituted,
  })
  if (wanted === null || precisionOf(first.dtype) === wanted) return named(first.dtype, false)

  const candidates = weightsOf[wanted] ?? []
  const [likeliest] = candidates
  if (first.kind === 'hub' && likeliest) return named(likeliest, false)
  const source = first.kind === 'embedded' ? null : first.source
  const found =
    first.kind === 'hub' ? undefined : candidates.find((dtype) => isThere(() => resolveModel(source, { dtype })))
  return found ? named(found, false) : named(first.dtype, true)
}

function precisionOf(dtype: ModelDtype): string {
  return Object.entries(weightsOf).find(([, dtypes]) => dtypes.includes(dtype))?.[0] ?? dtype
}

function isThere(resolve: () => unknown): boolean {
  try {
    resolve()
    return true
  } catch (error) {
    if (isBenchError(error) && error.code === 'not_found') return false
    throw error
  }
}
