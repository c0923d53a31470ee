import { copyBytes } from '../bytes/copy-bytes.js'
import { GrowingBytes } from '../bytes/growing-bytes.js'

/** The part of a `Response` that reading a page takes. */
export interface Page {
  readonly status: number
  readonly headers: { get(name: string): string | null }
  /** `null` where the status allows none. */
  readonly body: PageBody | null
  /** The whole body as UTF-8. */
  text(): Promise<string>
}

interface PageBody {
  getReader(): PageReader
  /** Gives up the reading, and the connection with it. */
  cancel(): Promise<void>
}

interface PageReader {
  read(): Promise<PagePart>
  cancel(): Promise<void>
}

type PagePart = { readonly done: boolean; readonly value?: Uint8Array | undefined }
type Waiting = { readonly resolve: (part: PagePart) => void; readonly reject: (error: Error) => void }

/**
 * A page of a status and header fields with names in lower case. The runtime's own `Response` would do, but the first one that a process
 * makes loads its whole fetch.
 */
export function pageOf(status: number, fields: Readonly<Record<string, string>>, body: ComingBody | null): Page {
  return {
    status,
    headers: { get: (name) => fields[name.toLowerCase()] ?? null },
    body,
    async text() {
      const all = new GrowingBytes()
      for (let part = await body?.read(); part?.value; part = await body?.read())
        all.append(part.value, 0, part.value.length)
      return all.text()
    },
  }
}

/** A body that comes in pieces and is read by one reader. What comes between two reads is one part: a piece may be a single byte. */
export class ComingBody implements PageBody, PageReader {
  readonly #came = new GrowingBytes()
  readonly #onCancel: () => void
  #ended: 'closed' | Error | null = null
  #waiting: Waiting | null = null

  /** @param onCancel - called where the reader gives up before the end. */
  constructor(onCancel: () => void) {
    this.#onCancel = onCancel
  }

  add(bytes: Uint8Array, start: number, end: number): void {
    if (this.#ended !== null) return
    if (this.#waiting !== null && this.#came.length === 0) queueMicrotask(() => this.#serve())
    this.#came.append(bytes, start, end)
  }

  close(): void {
    this.#end('closed')
  }

  /** What was not read is lost, as in a `Response`. */
  fail(error: Error): void {
    this.#came.release()
    this.#end(error)
  }

  getReader(): PageReader {
    return this
  }

  read(): Promise<PagePart> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#serve()
    })
  }

  async cancel(): Promise<void> {
    if (this.#ended !== null) return
    this.#came.release()
    this.#end('closed')
    this.#onCancel()
  }

  #end(how: 'closed' | Error): void {
    this.#ended ??= how
    this.#serve()
  }

  #serve(): void {
    const waiting = this.#waiting
    if (waiting === null || (this.#came.length === 0 && this.#ended === null)) return
    this.#waiting = null
    if (this.#came.length > 0) {
      const value = copyBytes(this.#came.bytes, 0, this.#came.length)
      this.#came.clear()
      waiting.resolve({ done: false, value })
    } else if (this.#ended === 'closed') waiting.resolve({ done: true })
    else waiting.reject(this.#ended as Error)
  }
}
