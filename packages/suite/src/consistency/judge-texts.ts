import type { StreamConsistency } from '@sagellm-benchmark/protocol-types/canonical'
import { textDifference } from './text-difference.js'

/** An answer to the same prompt: its text, or why there is none. */
export type Answered = { readonly text: string } | { readonly error: string }

export type AnsweredTwice = {
  readonly group: string
  readonly endpointType: string
  readonly streamed: readonly [Answered, Answered]
  readonly whole: readonly [Answered, Answered]
}

/**
 * Whether a prompt has one answer, however it is asked for. A server that answers the same request twice with two texts is
 * not deterministic: whether its streams say the same as its whole answers cannot be known then.
 */
export function judgeTexts({ group, endpointType, streamed, whole }: AnsweredTwice): StreamConsistency {
  const verdict = (
    of: Pick<StreamConsistency, 'verdict' | 'message'>,
    difference: StreamConsistency['difference'],
  ) => ({
    group,
    endpointType,
    ...of,
    difference,
  })
  const failed = [...streamed, ...whole].find((each) => 'error' in each)
  if (failed) return verdict({ verdict: 'unanswered', message: failed.error }, null)
  const texts = (pair: readonly [Answered, Answered]) =>
    pair.map((each) => ('text' in each ? each.text : '')) as [string, string]
  const [stream, piece] = [texts(streamed), texts(whole)]
  for (const [form, [once, again]] of [
    ['streamed', stream],
    ['in one piece', piece],
  ] as const) {
    const changed = textDifference(once, again)
    if (changed)
      return verdict(
        {
          verdict: 'not_deterministic',
          message: `asked twice ${form} at temperature 0, it answered with two texts: ${parted(changed)}`,
        },
        changed,
      )
  }
  const difference = textDifference(stream[0], piece[0])
  if (difference)
    return verdict({ verdict: 'differs', message: `streamed and in one piece: ${parted(difference)}` }, difference)
  if (stream[0] === '') return verdict({ verdict: 'unanswered', message: 'every answer was empty' }, null)
  return verdict(
    { verdict: 'equal', message: `${[...stream[0]].length} characters are the same in four answers` },
    null,
  )
}

function parted({ at, first, second }: NonNullable<ReturnType<typeof textDifference>>): string {
  return `after ${at} equal characters ${JSON.stringify(first)} against ${JSON.stringify(second)}`
}
