import { BenchError } from '@sagellm-benchmark/protocol-types'

/** What a target served in one start of a comparison. */
export type ServedModel = { readonly label: string; readonly model: string | null }

/**
 * Refuses starts in which a target served different models, because their rounds cannot be taken together.
 *
 * @param starts - the targets of each start, in the order of the starts.
 * @throws BenchError `unavailable` that names target, start and both models.
 */
export function refuseChangedModel(starts: readonly (readonly ServedModel[])[]): void {
  const known = new Map<string, string>()
  for (const [at, targets] of starts.entries())
    for (const { label, model } of targets) {
      if (model === null) continue
      const before = known.get(label) ?? model
      known.set(label, before)
      if (model === before) continue
      throw new BenchError('unavailable', `${label} serves ${model} in start ${at + 1}, and served ${before} before`, {
        hint: 'let its command start the same model each time, or name it with --model; the starts so far have folders of their own',
      })
    }
}
