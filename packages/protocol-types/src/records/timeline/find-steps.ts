import { type ChoiceChunks, chunkKind } from './chunk-observations.js'

/** The decode steps that a stream shows. */
export type Steps = {
  /** Whether there is exactly one step a streamed token. */
  readonly fit: boolean
  /** `silent_steps`: steps without text were found. `eos_step`: the finish chunk is the step of the end token. */
  readonly flags: readonly ('silent_steps' | 'eos_step')[]
  /** Stamps a choice, in the order of the choices. */
  readonly at: readonly number[][]
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
  const content = total(choices, ({ contentCount }) => contentCount)
  const empty = total(choices, ({ emptyCount }) => emptyCount)
  const late = total(choices, ({ lateFinishCount }) => lateFinishCount)
  const stepsOf = (flags: Steps['flags']) => choices.map((choice) => stampsOf(choice, flags))
  const lastOf = (at: readonly (readonly number[])[]) => at.map((stamps) => stamps.at(-1) ?? null)

  if (streamed !== null && streamed > content) {
    const flags = [
      { size: empty, flags: ['silent_steps'] as const },
      { size: late, flags: ['eos_step'] as const },
      { size: empty + late, flags: ['silent_steps', 'eos_step'] as const },
    ].find(({ size }) => size === streamed - content)?.flags
    if (flags) {
      const at = stepsOf(flags)
      return { fit: true, flags, at, endAt: lastOf(at) }
    }
    return { fit: false, flags: [], at: stepsOf([]), endAt: choices.map(endWithFinish) }
  }
  const at = stepsOf([])
  return { fit: streamed === content, flags: [], at, endAt: lastOf(at) }
}

/** Stamps of the chunks that are no steps: role, empty deltas, finish. */
export function otherStamps(choice: ChoiceChunks, { flags }: Steps): number[] {
  const isStep = stepTest(choice, flags)
  const others: number[] = []
  if (choice.contentCount === choice.at.length) return others
  for (let index = 0; index < choice.at.length; index += 1) if (!isStep(index)) others.push(choice.at[index] as number)
  return others
}

function stampsOf(choice: ChoiceChunks, flags: Steps['flags']): number[] {
  const { at, contentCount, emptyCount, lateFinishCount } = choice
  const isStep = stepTest(choice, flags)
  const silent = flags.includes('silent_steps') ? emptyCount : 0
  const eos = flags.includes('eos_step') ? lateFinishCount : 0
  const stamps = new Array<number>(contentCount + silent + eos)
  let to = 0
  for (let index = 0; index < at.length; index += 1) if (isStep(index)) stamps[to++] = at[index] as number
  return stamps
}

function stepTest({ at, kind, lastTextAt }: ChoiceChunks, flags: Steps['flags']): (index: number) => boolean {
  const silent = flags.includes('silent_steps')
  const eos = flags.includes('eos_step')
  return (index) =>
    kind[index] === chunkKind.content ||
    (silent && kind[index] === chunkKind.empty) ||
    (eos && kind[index] === chunkKind.finish && lastTextAt !== null && (at[index] as number) > lastTextAt)
}

function endWithFinish({ at, kind, lastTextAt }: ChoiceChunks): number | null {
  if (lastTextAt === null) return null
  let finish = kind.length - 1
  while (finish >= 0 && kind[finish] !== chunkKind.finish) finish -= 1
  return finish < 0 ? lastTextAt : Math.max(lastTextAt, at[finish] as number)
}

function total(choices: readonly ChoiceChunks[], countOf: (choice: ChoiceChunks) => number): number {
  return choices.reduce((sum, choice) => sum + countOf(choice), 0)
}
