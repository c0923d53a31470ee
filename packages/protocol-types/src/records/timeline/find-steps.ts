import { type ChoiceChunks, chunkKind } from './chunk-observations.js'

/** The decode steps that a stream shows. */
export type Steps = {
  /** Whether there is exactly one step a streamed token. */
  readonly fit: boolean
  /** `silent_steps`: steps without text were found. `eos_step`: the finish chunk is the step of the end token. */
  readonly flags: readonly ('silent_steps' | 'eos_step')[]
  /** Stamps a choice, in the order of the choices. */
  readonly at: readonly (readonly number[])[]
  /** When each choice ended: its last step, or its finish chunk where tokens came that no chunk shows. `null`: nothing came. */
  readonly endAt: readonly (number | null)[]
}

/**
 * Which chunks are decode steps: rule 2 of docs/metrics.md. The chunks with text always are. Where more tokens were streamed,
 * the empty deltas are added, or the finish chunk, or both: the first set that has exactly as many members is the steps.
 *
 * @param streamed - output tokens that the stream could show; `null` where the length is not known.
 */
export function findSteps(choices: readonly ChoiceChunks[], streamed: number | null): Steps {
  const count = (wanted: (choice: ChoiceChunks, index: number) => boolean) =>
    choices.reduce((sum, choice) => sum + indices(choice, (index) => wanted(choice, index)).length, 0)
  const content = count(isContent)
  const stepsOf = (wanted: (choice: ChoiceChunks, index: number) => boolean) =>
    choices.map((choice) =>
      indices(choice, (index) => wanted(choice, index)).map((index) => choice.at[index] as number),
    )
  const lastOf = (at: readonly (readonly number[])[]) => at.map((stamps) => stamps.at(-1) ?? null)

  const textAlone = stepsOf(isContent)
  if (streamed === null || streamed <= content)
    return { fit: streamed === content, flags: [], at: textAlone, endAt: lastOf(textAlone) }

  const missing = streamed - content
  const empty = count(isEmpty)
  const late = count(isLateFinish)
  for (const { size, flags, wanted } of [
    { size: empty, flags: ['silent_steps'] as const, wanted: isEmpty },
    { size: late, flags: ['eos_step'] as const, wanted: isLateFinish },
    {
      size: empty + late,
      flags: ['silent_steps', 'eos_step'] as const,
      wanted: (choice: ChoiceChunks, index: number) => isEmpty(choice, index) || isLateFinish(choice, index),
    },
  ]) {
    if (size !== missing) continue
    const at = stepsOf((choice, index) => isContent(choice, index) || wanted(choice, index))
    return { fit: true, flags, at, endAt: lastOf(at) }
  }
  return { fit: false, flags: [], at: textAlone, endAt: choices.map(endWithFinish) }
}

function isContent({ kind }: ChoiceChunks, index: number): boolean {
  return kind[index] === chunkKind.content
}

function isEmpty({ kind }: ChoiceChunks, index: number): boolean {
  return kind[index] === chunkKind.empty
}

/** In the read of the last text it says nothing about a step of its own. */
function isLateFinish({ at, kind, lastTextAt }: ChoiceChunks, index: number): boolean {
  return kind[index] === chunkKind.finish && lastTextAt !== null && (at[index] as number) > lastTextAt
}

function endWithFinish({ at, kind, lastTextAt }: ChoiceChunks): number | null {
  if (lastTextAt === null) return null
  const finish = kind.lastIndexOf(chunkKind.finish)
  return finish < 0 ? lastTextAt : Math.max(lastTextAt, at[finish] as number)
}

function indices({ at }: ChoiceChunks, wanted: (index: number) => boolean): number[] {
  const found: number[] = []
  for (let index = 0; index < at.length; index += 1) if (wanted(index)) found.push(index)
  return found
}
