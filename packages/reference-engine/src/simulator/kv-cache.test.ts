import { describe, expect, test } from 'vitest'
import { createKvCache, type KvLease } from './kv-cache.js'

const ids = (length: number, start = 0) => Array.from({ length }, (_, at) => start + at)
const cache = (options: Partial<Parameters<typeof createKvCache>[0]> = {}) =>
  createKvCache({ blocks: 8, blockSize: 4, prefixCache: true, ...options })

describe('blocks', () => {
  test('are taken in whole numbers and come back', () => {
    const kv = cache()
    const lease = kv.acquire(ids(5), 0) as KvLease
    expect(kv.usage()).toMatchObject({ usedTokens: 8, capacityTokens: 32 })
    kv.release(lease)
    expect(kv.usage().usedTokens).toBe(0)
  })

  test('are all taken or none', () => {
    const kv = cache()
    expect(kv.acquire(ids(33), 0)).toBeNull()
    expect(kv.available()).toBe(8)
    const lease = kv.acquire(ids(28), 0) as KvLease
    expect(kv.grow(lease, 33)).toBe(false)
    expect(kv.grow(lease, 32)).toBe(true)
    expect(kv.available()).toBe(0)
  })

  test('growing within the last block takes nothing', () => {
    const kv = cache()
    const lease = kv.acquire(ids(5), 0) as KvLease
    expect(kv.grow(lease, 8)).toBe(true)
    expect(kv.available()).toBe(6)
  })
})

describe('prefixes', () => {
  test('are found while their owner runs and after it has gone', () => {
    const kv = cache()
    const first = kv.acquire(ids(10), 0) as KvLease
    kv.publish(first, ids(10))
    const second = kv.acquire(ids(10), 0) as KvLease
    expect(second.cachedTokens).toBe(8)
    // Two blocks are shared: three for the first, one for the second.
    expect(kv.usage().usedTokens).toBe(16)
    kv.release(first)
    kv.release(second)
    expect((kv.acquire(ids(10), 0) as KvLease).cachedTokens).toBe(8)
  })

  test('that differ in one early token share nothing', () => {
    const kv = cache()
    const first = kv.acquire(ids(10), 0) as KvLease
    kv.publish(first, ids(10))
    expect((kv.acquire([99, ...ids(9, 1)], 0) as KvLease).cachedTokens).toBe(0)
  })

  test('in use are never evicted', () => {
    const kv = cache()
    const first = kv.acquire(ids(16), 0) as KvLease
    kv.publish(first, ids(16))
    expect(kv.acquire(ids(20, 500), 0)).toBeNull()
    expect(kv.acquire(ids(16, 500), 0)).not.toBeNull()
    expect(kv.usage().evictions).toBe(0)
  })

  test('are given up oldest first', () => {
    const kv = cache()
    for (const start of [0, 100]) {
      const lease = kv.acquire(ids(16, start), 0) as KvLease
      kv.publish(lease, ids(16, start))
      kv.release(lease)
    }
    const third = kv.acquire(ids(16, 200), 0) as KvLease
    expect(kv.usage().evictions).toBe(4)
    kv.release(third)
    expect((kv.acquire(ids(16, 100), 0) as KvLease).cachedTokens).toBe(12)
    expect((kv.acquire(ids(16), 0) as KvLease).cachedTokens).toBe(0)
  })

  test('are forgotten by a flush, except those in use', () => {
    const kv = cache()
    const kept = kv.acquire(ids(8), 0) as KvLease
    kv.publish(kept, ids(8))
    const gone = kv.acquire(ids(8, 100), 0) as KvLease
    kv.publish(gone, ids(8, 100))
    kv.release(gone)
    kv.flush()
    expect((kv.acquire(ids(8), 0) as KvLease).cachedTokens).toBe(4)
    expect((kv.acquire(ids(8, 100), 0) as KvLease).cachedTokens).toBe(0)
  })

  test('are not looked for where the cache is off', () => {
    const kv = cache({ prefixCache: false })
    const first = kv.acquire(ids(10), 0) as KvLease
    kv.publish(first, ids(10))
    expect((kv.acquire(ids(10), 0) as KvLease).cachedTokens).toBe(0)
  })
})
