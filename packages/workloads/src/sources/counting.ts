import type { PromptInput } from '@sagellm-benchmark/protocol-types/engine'

/**
 * Work that needs prompts counted as it goes. It yields a prompt and is given its number of tokens, so that the same
 * steps run on a tokenizer at hand and on a server that answers later.
 */
export type Counting<T> = Generator<PromptInput, T, number>

/** Runs it with a count that answers at once. */
export function countNow<T>(work: Counting<T>, count: (input: PromptInput) => number): T {
  let step = work.next()
  while (!step.done) step = work.next(count(step.value))
  return step.value
}

/** Runs it with a count that may answer later, e.g. the `/tokenize` route of a server. */
export async function countLater<T>(
  work: Counting<T>,
  count: (input: PromptInput) => number | Promise<number>,
): Promise<T> {
  let step = work.next()
  while (!step.done) step = work.next(await count(step.value))
  return step.value
}
