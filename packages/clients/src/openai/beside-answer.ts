const MAX_CHARACTERS = 65_536

/**
 * What a stream holds beside its answer: a server that answers with something else says there what is wrong. Keeps the first 64 Ki
 * characters of lines and of one event, which is enough for an error and bounds what a server can make us hold.
 */
export class BesideAnswer {
  #lines: string[] | null = null
  #event = ''
  #room = MAX_CHARACTERS

  /** A line that is no field of an event, or an event that was cut. */
  addLine(line: string): void {
    if (this.#room <= 0) return
    this.#lines ??= []
    this.#lines.push(line.slice(0, this.#room))
    this.#room -= line.length + 1
  }

  /** An event that was read and says nothing: no text, no end, no usage. The last one is kept. */
  addEvent(data: string): void {
    this.#event = data.length > MAX_CHARACTERS ? data.slice(0, MAX_CHARACTERS) : data
  }

  /** The lines; without any, the last such event. */
  text(): string {
    return this.#lines?.join('\n') || this.#event
  }
}
