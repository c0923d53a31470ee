import type { ChatMessage } from '@sagellm-benchmark/protocol-types/engine'

/** A prompt of no fixed length: a frame, and a body that can be cut anywhere or go on for ever. */
export type Draft = {
  /** Turns before the last message. Empty for a single question. */
  readonly turns: readonly ChatMessage[]
  /** Text of the last message before the body. */
  readonly lead: string
  /** Pieces of the body in order, each with its own leading space or line break. Must not end. */
  readonly body: Iterator<string>
  /** Text after the body: mostly the task itself. */
  readonly tail: string
  /** Same topic without a frame, for lengths that the frame alone would exceed. */
  readonly compact: Iterator<string>
  readonly language: 'en' | 'zh'
}

/** Pieces of text that never end: all of a list in random order, then again in another. */
export function* endless(lists: () => Iterable<string>): Generator<string, never> {
  for (;;) yield* lists()
}

/** Some pieces first, then the others. */
export function* followedBy(first: Iterable<string>, rest: Iterator<string>): Generator<string, never> {
  yield* first
  for (;;) {
    const next = rest.next()
    // A body that ended would make every longer prompt impossible; it is a mistake in a family.
    if (next.done) throw new RangeError('the body of a draft ended')
    yield next.value
  }
}
