const MAX_CHARACTERS = 65_536

/** What a stream holds beside its answer: a server that answers with something else says there what is wrong. */
export interface BesideAnswer {
  /** A line that is no field of an event, or an event that was cut. */
  addLine(line: string): void
  /** An event that was read and says nothing: no text, no end, no usage. The last one is kept. */
  addEvent(data: string): void
  /** The lines; without any, the last such event. */
  text(): string
}

/** Keeps the first 64 Ki characters of lines and of one event, which is enough for an error and bounds what a server can make us hold. */
export function createBesideAnswer(): BesideAnswer {
  const lines: string[] = []
  let event = ''
  let room = MAX_CHARACTERS
  return {
    addLine(line) {
      if (room <= 0) return
      lines.push(line.slice(0, room))
      room -= line.length + 1
    },
    addEvent(data) {
      event = data.length > MAX_CHARACTERS ? data.slice(0, MAX_CHARACTERS) : data
    },
    text: () => lines.join('\n') || event,
  }
}
