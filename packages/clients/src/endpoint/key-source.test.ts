import { heldSecrets } from '@sagellm-benchmark/protocol-types/edge'
import { virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import { createKeySource, keyNow } from './key-source.js'

/** A source whose fetches are ended by hand. */
function aSource({ leftMs = 60_000 } = {}) {
  const clock = virtualClock()
  const fetches: { old: string; give: (key: string) => void; fail: (why: Error) => void }[] = []
  const failures: unknown[] = []
  const source = createKeySource({
    first: { key: 'first-key-1', leftMs },
    fetch: (old) =>
      new Promise((resolve, reject) => fetches.push({ old, give: (key) => resolve({ key, leftMs }), fail: reject })),
    onFailure: (error) => failures.push(error),
    clock,
  })
  return { source, clock, fetches, failures, pass: (ms: number) => clock.advance(ms) }
}

test('a key is fetched again when its lifetime is over, and the old one is sent until the new one is there', async () => {
  const { source, fetches, pass } = aSource()
  await pass(59_000)
  expect(source.current()).toBe('first-key-1')
  expect(fetches).toHaveLength(0)
  await pass(2_000)
  expect(source.leftMs()).toBeLessThan(0)
  expect([source.current(), source.current()]).toEqual(['first-key-1', 'first-key-1'])
  expect(fetches).toHaveLength(1)
  fetches[0]?.give('second-key-2')
  await pass(1)
  expect(keyNow(source)).toBe('second-key-2')
  expect(source.leftMs()).toBeGreaterThan(59_000)
})

test('requests that were refused together wait for one fetch, and later ones get its key at once', async () => {
  const { source, fetches, pass } = aSource()
  await pass(20_000)
  const asked = [source.renew('first-key-1'), source.renew('first-key-1')]
  expect(fetches).toHaveLength(1)
  fetches[0]?.give('renewed-key-2')
  expect(await Promise.all(asked)).toEqual(['renewed-key-2', 'renewed-key-2'])
  expect(await source.renew('first-key-1')).toBe('renewed-key-2')
  expect(fetches).toHaveLength(1)
})

test('a wrong key is not fetched again for each request that is refused', async () => {
  const { source, fetches, pass } = aSource()
  const asked = source.renew('first-key-1')
  fetches[0]?.give('first-key-1')
  expect(await asked).toBeNull()
  expect(await source.renew('first-key-1')).toBeNull()
  expect(fetches).toHaveLength(1)
  await pass(11_000)
  void source.renew('first-key-1')
  expect(fetches).toHaveLength(2)
})

test('a fetch that fails leaves the old key and says why', async () => {
  const { source, fetches, failures, pass } = aSource()
  await pass(20_000)
  const asked = source.renew('first-key-1')
  fetches[0]?.fail(new Error('no token today'))
  expect(await asked).toBeNull()
  expect(source.current()).toBe('first-key-1')
  expect(failures).toEqual([new Error('no token today')])
})

test('every key that ever came is a secret', async () => {
  const { source, fetches, pass } = aSource()
  await pass(20_000)
  const asked = source.renew('first-key-1')
  fetches[0]?.give('later-secret-77')
  await asked
  expect(heldSecrets()).toEqual(expect.arrayContaining(['first-key-1', 'later-secret-77']))
})
