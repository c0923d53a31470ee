import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTokenCache, tokenCacheFolder, tokenCacheKey } from './token-cache.js'

let folder = ''
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'token-cache-')), 'token-counts')
})
afterEach(() => rm(join(folder, '..'), { recursive: true }))

const key = tokenCacheKey
const open = (identity = 'a', limits: { maxCounts?: number; maxFiles?: number } = {}) =>
  openTokenCache({ identity, folder, ...limits })

test('counts are found again by the same tokenizer and by no other', async () => {
  const first = await open()
  first.set(key('Hello'), 3)
  await first.save()
  expect((await open()).get(key('Hello'))).toBe(3)
  expect((await open()).get(key('Hello.'))).toBeUndefined()
  expect((await open('another model')).get(key('Hello'))).toBeUndefined()
})

test('neither texts nor the identity are written', async () => {
  const cache = await open('https://engine.test/v1 my-model')
  cache.set(key('a secret prompt'), 3)
  await cache.save()
  const [name = ''] = await readdir(folder)
  expect(`${name} ${await readFile(join(folder, name), 'utf8')}`).not.toMatch(/secret|engine|my-model/)
})

test('two processes that save at once lose nothing of each other', async () => {
  const [one, two] = [await open(), await open()]
  one.set(key('one'), 1)
  two.set(key('two'), 2)
  await one.save()
  await two.save()
  const both = await open()
  expect([both.get(key('one')), both.get(key('two'))]).toEqual([1, 2])
})

test.each([
  ['cut', (text: string) => text.slice(0, -5)],
  ['changed', (text: string) => text.replace(/ 7\n/, ' 8\n')],
  ['of another make', () => 'not ours\n'],
  ['empty', () => ''],
  ['binary', () => '\u0000\uffff'.repeat(100)],
])('a file that is %s is as good as absent, and is replaced', async (_how, damage) => {
  const cache = await open()
  cache.set(key('x'), 7)
  await cache.save()
  const [name = ''] = await readdir(folder)
  const file = join(folder, name)
  await writeFile(file, damage(await readFile(file, 'utf8')))

  const again = await open()
  expect(again.get(key('x'))).toBeUndefined()
  again.set(key('x'), 7)
  await again.save()
  expect((await open()).get(key('x'))).toBe(7)
})

test('the longest unused counts and tokenizers go first', async () => {
  const cache = await open('a', { maxCounts: 2 })
  for (const text of ['one', 'two', 'three']) cache.set(key(text), 1)
  cache.get(key('one'))
  await cache.save()
  const kept = await open()
  expect(['one', 'two', 'three'].map((text) => kept.get(key(text)))).toEqual([1, undefined, 1])

  for (const identity of ['b', 'c', 'd']) {
    const other = await open(identity, { maxFiles: 2 })
    other.set(key('x'), 1)
    await other.save()
  }
  expect(await readdir(folder)).toHaveLength(2)
})

test('a folder that cannot be made costs no run', async () => {
  await writeFile(folder, 'a file where the folder would be')
  const cache = await open()
  cache.set(key('x'), 1)
  await cache.save()
  expect(cache.get(key('x'))).toBe(1)
})

test('the folder is where the system keeps caches', () => {
  expect(tokenCacheFolder({ XDG_CACHE_HOME: '/c' })).toBe(join('/c', 'sagellm-benchmark', 'token-counts'))
  expect(tokenCacheFolder({})).toMatch(/\.cache.sagellm-benchmark.token-counts$/)
})
