import { type Clock, systemClock } from '@sagellm-benchmark/protocol-types'
import { holdSecrets } from '@sagellm-benchmark/protocol-types/edge'

/** A key that expires: what is sent with a request is the key of that moment. */
export interface KeySource {
  /** The key as it is now. Where its lifetime is over, another is being fetched meanwhile; nothing waits for it. */
  current(): string
  /** What is left of the lifetime of the current key, ms; negative where it is over. */
  leftMs(): number
  /**
   * Another key than this one, which a server refuses or whose lifetime is over. However many ask, one key is fetched at a time.
   *
   * @returns `null` where there is no other one: it could not be had, or is the same again. Never rejects.
   */
  renew(old: string): Promise<string | null>
}

/** A key for as long as a measurement lasts, or a source of keys that expire. */
export type ApiKey = string | KeySource

/** The key of this moment; `null` without one. */
export function keyNow(apiKey: ApiKey | null | undefined): string | null {
  return typeof apiKey === 'object' && apiKey !== null ? apiKey.current() : (apiKey ?? null)
}

/** A key, and what is left of its lifetime in ms. */
export type FetchedKey = { readonly key: string; readonly leftMs: number }

export type KeySourceOptions = {
  /** The key to begin with. */
  readonly first: FetchedKey
  /** Fetches a key in place of an old one. A rejection leaves the old one in its place. */
  readonly fetch: (old: string) => Promise<FetchedKey>
  /** Called with what a failed fetch rejects with. @default nothing */
  readonly onFailure?: (error: unknown) => void
  /** After a fetch, no other one for so long: a key that was fetched and is refused at once is wrong, not old. @default 10000 */
  readonly restMs?: number
  /** @default systemClock() */
  readonly clock?: Clock
}

/**
 * Keeps the key of a server, and fetches another one where its lifetime is over or a server refuses it. Every key that it ever had is
 * held as a secret from then on.
 *
 * @example createKeySource({ first: { key: 'k1', leftMs: 3e6 }, fetch: async () => ({ key: await token(), leftMs: 3e6 }) })
 */
export function createKeySource(options: KeySourceOptions): KeySource {
  const { fetch, onFailure = () => {}, restMs = 10_000, clock = systemClock() } = options
  let key = ''
  let endsAt = 0
  const take = (fetched: FetchedKey) => {
    holdSecrets([fetched.key])
    key = fetched.key
    endsAt = clock.now() + fetched.leftMs
  }
  take(options.first)
  // A first key may be old already: a command may print one that it has kept.
  let restsUntil = Number.NEGATIVE_INFINITY
  let fetching: Promise<void> | null = null

  const fetchNext = () => {
    fetching ??= fetch(key)
      .then(take, onFailure)
      .finally(() => {
        fetching = null
        restsUntil = clock.now() + restMs
      })
    return fetching
  }

  return {
    current() {
      const now = clock.now()
      if (now >= endsAt && now >= restsUntil) void fetchNext()
      return key
    },
    leftMs: () => endsAt - clock.now(),
    async renew(old) {
      // Another request may have brought the new key while this one was on its way.
      if (old !== key) return key
      if (fetching === null && clock.now() < restsUntil) return null
      await fetchNext()
      return old === key ? null : key
    },
  }
}
