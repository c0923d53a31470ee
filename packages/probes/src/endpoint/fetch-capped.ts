import type { Clock } from '@sagellm-benchmark/protocol-types'
import type { EvidenceGapCode } from '@sagellm-benchmark/protocol-types/evidence'
import { cutWithoutSecrets, redactSecrets } from '@sagellm-benchmark/protocol-types/edge'

/** The part of the platform's `fetch` that is used: a test gives its own. */
export type FetchLike = (url: string, init: FetchLikeInit) => Promise<ResponseLike>
type ResponseLike = {
  readonly status: number
  readonly headers: { get(name: string): string | null }
  readonly body: { getReader(): BodyReader; cancel(): Promise<void> } | null
}
type BodyReader = {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>
  cancel(): Promise<void>
}
type FetchLikeInit = {
  readonly headers: Readonly<Record<string, string>>
  readonly redirect: 'manual'
  readonly signal: AbortSignal
}

export type FetchCappedOptions = {
  readonly fetch: FetchLike
  readonly clock: Clock
  readonly headers: Readonly<Record<string, string>>
  /** For the whole answer, body included. */
  readonly timeoutMs: number
  /** Of the body, unpacked. */
  readonly maxBytes: number
}

export type CappedAnswer = {
  readonly status: number | null
  readonly contentType: string | null
  readonly bytes: number
  /** The whole text, or `null` with a `problem`. */
  readonly body: string | null
  readonly problem: { readonly code: EvidenceGapCode; readonly message: string } | null
}

/**
 * One GET that cannot hurt: it ends in time, holds at most `maxBytes` in memory, follows no redirect (a key must not travel
 * to another host) and does not throw. Endless and huge answers, and servers that die halfway, are problems with a name.
 */
export async function fetchCapped(url: string, options: FetchCappedOptions): Promise<CappedAnswer> {
  const { clock, timeoutMs } = options
  const controller = new AbortController()
  const progress: Progress = { status: null, contentType: null, bytes: 0 }
  let stopTimer = () => {}
  const expired = new Promise<CappedAnswer>((resolve) => {
    stopTimer = clock.setTimer(timeoutMs, () => {
      resolve(failed(progress, 'surface_timed_out', `no whole answer within ${timeoutMs} ms`))
      controller.abort()
    })
  })
  // The race, and not only the signal: a body that ignores its signal must not hold us either.
  const answer = await Promise.race([readAll(url, { ...options, signal: controller.signal, progress }), expired])
  stopTimer()
  return answer
}

type Progress = { status: number | null; contentType: string | null; bytes: number }
type Reading = FetchCappedOptions & { readonly signal: AbortSignal; readonly progress: Progress }

async function readAll(url: string, { fetch, headers, maxBytes, signal, progress }: Reading): Promise<CappedAnswer> {
  try {
    const response = await fetch(url, { headers, redirect: 'manual', signal })
    progress.status = response.status
    progress.contentType = response.headers.get('content-type')
    const tooLarge = () => failed(progress, 'surface_too_large', `the answer is larger than ${maxBytes} bytes`)
    if (Number(response.headers.get('content-length')) > maxBytes) {
      discard(response.body?.cancel())
      return tooLarge()
    }
    let held = new Uint8Array(0)
    const reader = response.body?.getReader()
    for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
      const before = progress.bytes
      progress.bytes += part.value.byteLength
      if (progress.bytes > maxBytes) {
        discard(reader?.cancel())
        return tooLarge()
      }
      // One piece of memory that doubles: a list of parts would cost a hundred times a page that comes byte by byte.
      if (progress.bytes > held.length) held = grown(held, Math.max(progress.bytes, 2 * held.length))
      held.set(part.value, before)
    }
    return { ...progress, body: new TextDecoder().decode(held.subarray(0, progress.bytes)), problem: null }
  } catch (error) {
    const begun = progress.status !== null
    const message = begun ? `the answer broke off after ${progress.bytes} bytes` : `no answer: ${reasonOf(error)}`
    return failed(progress, begun ? 'surface_cut_short' : 'surface_unreachable', message)
  }
}

function grown(bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(length)
  all.set(bytes)
  return all
}

function failed(progress: Progress, code: EvidenceGapCode, message: string): CappedAnswer {
  return { ...progress, body: null, problem: { code, message } }
}

/** Not waited for: what matters is that nothing more is read. */
function discard(cancelled: Promise<void> | undefined): void {
  cancelled?.catch(() => {})
}

/** undici hides the reason (`ECONNREFUSED`) in the cause. */
function reasonOf(error: unknown): string {
  const cause = (error as { cause?: { code?: unknown } } | null)?.cause
  if (typeof cause?.code === 'string') return cause.code
  return cutWithoutSecrets(redactSecrets(error instanceof Error ? error.message : String(error)), 200)
}
