import type {
  ConnectionFlag,
  Exchange,
  ResponseHandler,
  Transport,
  TransportFailure,
  TransportRequest,
} from './transport.js'

const MAX_HOPS = 5

/**
 * Follows 307 and 308 to another address of the same origin, by sending the request there again: method and body stay. The wait
 * is the request's own, and it carries the flag `redirected`. Any other redirect is handed on as the answer that it is: a key must
 * not travel to another origin, and a POST must not become a GET.
 */
export function withRedirects(transport: Transport, origin: URL): Transport {
  return {
    ...transport,
    dispatch(request, handler) {
      const following = new Following(transport, { origin, request, handler })
      following.send()
      return following
    },
  }
}

type FollowingOptions = {
  readonly origin: URL
  readonly request: TransportRequest
  readonly handler: ResponseHandler
}

/** A class, because it stands in the path of every token. */
class Following implements ResponseHandler, Exchange {
  readonly #transport: Transport
  readonly #origin: URL
  readonly #handler: ResponseHandler
  #request: TransportRequest
  #exchange: Exchange | null = null
  #hops = 0
  /** Where the answer under way sends the request; its body is passed over, so that its connection can be kept. */
  #next: string | null = null
  #aborted = false

  constructor(transport: Transport, { origin, request, handler }: FollowingOptions) {
    this.#transport = transport
    this.#origin = origin
    this.#request = request
    this.#handler = handler
  }

  send(): void {
    this.#exchange = this.#transport.dispatch(this.#request, this)
  }

  abort(): void {
    this.#aborted = true
    this.#exchange?.abort()
  }

  onConnected(reused: boolean | null, at: number): void {
    this.#handler.onConnected(reused, at)
  }

  onSent(at: number): void {
    this.#handler.onSent(at)
  }

  onConnectionFlag(flag: ConnectionFlag): void {
    this.#handler.onConnectionFlag(flag)
  }

  onHeaders(status: number, headers: Readonly<Record<string, string>>, at: number): void {
    const next = status === 307 || status === 308 ? this.#pathOf(headers['location']) : null
    if (next === null || this.#hops === MAX_HOPS) return this.#handler.onHeaders(status, headers, at)
    this.#next = next
  }

  onBody(bytes: Uint8Array, start: number, end: number, at: number): void {
    if (this.#next === null) this.#handler.onBody(bytes, start, end, at)
  }

  onLateRead(lateMs: number): void {
    this.#handler.onLateRead?.(lateMs)
  }

  onEnd(at: number): void {
    if (this.#next === null) this.#handler.onEnd(at)
    else this.#follow(this.#next)
  }

  onFailure(failure: TransportFailure): void {
    if (this.#next === null) this.#handler.onFailure(failure)
    else this.#follow(this.#next)
  }

  #follow(path: string): void {
    if (this.#aborted) return
    this.#next = null
    this.#hops += 1
    this.#request = { ...this.#request, path }
    this.#handler.onConnectionFlag('redirected')
    this.send()
  }

  /** Path and query of a place on the same origin; `null` for any other. */
  #pathOf(location: string | undefined): string | null {
    const base = new URL(this.#request.path, this.#origin)
    if (location === undefined || !URL.canParse(location, base.href)) return null
    const place = new URL(location, base)
    return place.origin === this.#origin.origin ? place.pathname + place.search : null
  }
}
