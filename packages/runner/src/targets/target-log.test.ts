import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { holdSecrets } from '@sagellm-benchmark/protocol-types/edge'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cleanLog } from './clean-log.js'
import { lastLines } from './last-lines.js'

const secret = 'Zq9vX2mT7pLw4Rk8'
let folder: string
let log: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'target-log-'))
  log = join(folder, 'x.server.log')
  holdSecrets([secret])
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('the last 20 lines, without secrets', () => {
  const lines = Array.from({ length: 30 }, (_, at) => `line ${at}`)
  writeFileSync(log, [...lines, `args: api_key='other-key' ${secret}`, ''].join('\n'))
  expect(lastLines(log).split('\n')).toEqual([...lines.slice(11), "args: api_key='[redacted]' [redacted]"])
})

test('an empty log is said to be empty', () => {
  writeFileSync(log, '')
  expect(lastLines(log)).toBe('(it printed nothing)')
})

test('of a log of 3 GB only the end is read', () => {
  writeFileSync(log, 'the first line\n')
  truncateSync(log, 3_000_000_000)
  writeFileSync(log, '\nthe last line\n', { flag: 'a' })
  expect(lastLines(log)).toBe('the last line')
})

test('a log that holds a secret is written anew without it, and one that holds none is left alone', async () => {
  const filler = 'step 17: 128 tokens\n'.repeat(100_000)
  writeFileSync(log, `${filler}key ${secret}\n${filler}`)
  await cleanLog(log)
  expect(readFileSync(log, 'utf8')).toBe(`${filler}key [redacted]\n${filler}`)
  writeFileSync(log, filler)
  const { ino } = statSync(log)
  await cleanLog(log)
  expect(statSync(log).ino).toBe(ino)
})
