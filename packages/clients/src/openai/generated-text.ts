import type { PieceKind } from '../sse/event-template.js'

/** The text of one response, kept only where it is needed: by the run, or to count tokens. */
export interface GeneratedText {
  add(choice: number, kind: PieceKind, text: string): void
  addIds(ids: readonly number[]): void
  /** What each choice generated, reasoning included, in order of choice. */
  all(): readonly string[]
  /** The answers without reasoning, joined by a line end; the reasoning where there is nothing else. */
  output(): string
  ids(): readonly number[] | null
}

export function createGeneratedText(): GeneratedText {
  const choices = new Map<number, { output: string; reasoning: string }>()
  const ids: number[] = []
  const ordered = () => [...choices.entries()].sort(([a], [b]) => a - b).map(([, texts]) => texts)

  return {
    add(choice, kind, text) {
      const texts = choices.get(choice) ?? { output: '', reasoning: '' }
      texts[kind] += text
      choices.set(choice, texts)
    },
    addIds: (more) => void ids.push(...more),
    all: () => ordered().map(({ output, reasoning }) => reasoning + output),
    output: () =>
      ordered()
        .map(({ output, reasoning }) => output || reasoning)
        .join('\n'),
    ids: () => (ids.length > 0 ? ids : null),
  }
}
