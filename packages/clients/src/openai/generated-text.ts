import type { PieceKind } from '../sse/event-template.js'

/** What one choice generated, reasoning included, and what its first read held. */
export type ChoiceText = { readonly choice: number; readonly all: string; readonly firstRead: string }

/** The text of one response, kept only where it is needed: by the run, or to count tokens. */
export interface GeneratedText {
  /** @param piece.at - stamp of the read that brought it. */
  add(choice: number, piece: { readonly kind: PieceKind; readonly text: string; readonly at: number }): void
  addIds(ids: readonly number[]): void
  /** What each choice generated, choices ascending. */
  byChoice(): readonly ChoiceText[]
  /** The answers without reasoning, joined by a line end; the reasoning where there is nothing else. */
  output(): string
  ids(): readonly number[] | null
}

export function createGeneratedText(): GeneratedText {
  const choices = new Map<number, { output: string; reasoning: string; firstRead: string; firstAt: number }>()
  const ids: number[] = []
  const ordered = () => [...choices.entries()].sort(([a], [b]) => a - b)

  return {
    add(choice, { kind, text, at }) {
      const texts = choices.get(choice) ?? { output: '', reasoning: '', firstRead: '', firstAt: at }
      texts[kind] += text
      if (texts.firstAt === at) texts.firstRead += text
      choices.set(choice, texts)
    },
    addIds: (more) => void ids.push(...more),
    byChoice: () =>
      ordered().map(([choice, { output, reasoning, firstRead }]) => ({ choice, all: reasoning + output, firstRead })),
    output: () =>
      ordered()
        .map(([, { output, reasoning }]) => output || reasoning)
        .join('\n'),
    ids: () => (ids.length > 0 ? ids : null),
  }
}
