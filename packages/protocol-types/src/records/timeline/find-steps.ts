import { type ChoiceChunks, chunkKind, total } from './chunk-observations.js'

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
  const content = total(choices, 'contentCount')
  const hidden = streamed !== null && streamed > content ? streamed - content : 0
  const flags = hidden > 0 ? flagsOfHidden(choices, hidden) : none
  // Plain loops here and below: this runs for every answer, in the thread that stamps.
  const at: number[][] = []
  const endAt: (number | null)[] = []
  for (const choice of choices) {
    const stamps = stampsOf(choice, flags ?? none)
    at.push(stamps)
    endAt.push(flags === null ? endWithFinish(choice) : (stamps[stamps.length - 1] ?? null))
  }
  return { fit: flags !== null && streamed === content + hidden, flags: flags ?? none, at, endAt }
}

const none = [] as const

/** What the steps without text are, where so many tokens were streamed in none; `null` where no set of chunks has that size. */
function flagsOfHidden(choices: readonly ChoiceChunks[], hidden: number): Steps['flags'] | null {
  const empty = total(choices, 'emptyCount')
  const late = total(choices, 'lateFinishCount')
  if (empty === hidden) return ['silent_steps']
  if (late === hidden) return ['eos_step']
  return empty + late === hidden ? ['silent_steps', 'eos_step'] : null
}

/** Stamps of the chunks that are no steps: role, empty deltas, finish. Choice after choice. */
export function otherStamps(choices: readonly ChoiceChunks[], { flags }: Steps): number[] {
  const others: number[] = []
  for (const choice of choices) {
    if (choice.contentCount === choice.at.length) continue
    const isStep = stepTest(choice, flags)
    for (let index = 0; index < choice.at.length; index += 1)
      if (!isStep(index)) others.push(choice.at[index] as number)
  }
  return others
}

function stampsOf(choice: ChoiceChunks, flags: Steps['flags']): number[] {
  const { at, kind, contentCount, emptyCount, lateFinishCount } = choice
  const silent = flags.includes('silent_steps') ? emptyCount : 0
  const eos = flags.includes('eos_step') ? lateFinishCount : 0
  const stamps = new Array<number>(contentCount + silent + eos)
  const isStep = stepTest(choice, flags)
  let to = 0
  for (let index = 0; index < at.length && to < stamps.length; index += 1)
    if (kind[index] === chunkKind.content || isStep(index)) stamps[to++] = at[index] as number
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
