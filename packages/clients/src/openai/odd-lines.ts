const MAX_CHARACTERS = 65_536

/** Lines of a stream that are no fields of events: a server that answers with something else says it there. */
export interface OddLines {
  add(line: string): void
  text(): string
}

/** Keeps the first 64 Ki characters, which is enough for an error and bounds what a server can make us hold. */
export function createOddLines(): OddLines {
  const lines: string[] = []
  let room = MAX_CHARACTERS
  return {
    add(line) {
      if (room <= 0) return
      lines.push(line.slice(0, room))
      room -= line.length + 1
    },
    text: () => lines.join('\n'),
  }
}
