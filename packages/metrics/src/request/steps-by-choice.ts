import type { RequestRecord } from '@sagellm-benchmark/protocol-types'

/** The stamps of a request's steps, one list a choice: gaps never run from one choice to another. */
export function stepsByChoice({
  tokenAt,
  choiceSteps,
}: Pick<RequestRecord, 'tokenAt' | 'choiceSteps'>): (readonly number[])[] {
  if (choiceSteps.length === 0) return [tokenAt]
  let from = 0
  return choiceSteps.map((steps) => tokenAt.slice(from, (from += steps)))
}
