import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { afterEach, expect, test } from 'vitest'
import { readReduced } from './read-reduced.js'
import { recordLine } from './record-line.js'

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
})

const chunked = (flags: RequestRecord['flags'] = []) =>
  aRecord({ tokenCountSource: 'chunks_verified', outputTokens: 4, flags: [...flags] })
const contradicting = aRecord({
  tokenCountSource: 'chunks_unverified',
  outputTokens: null,
  flags: ['retried', 'chunks_contradicted'],
})

async function journal(...records: ReturnType<typeof aRecord>[]) {
  const folder = await mkdtemp(join(tmpdir(), 'reduced-'))
  folders.push(folder)
  const file = join(folder, 'records.jsonl')
  await writeFile(file, records.map(recordLine).join(''))
  return file
}
async function counts(file: string, beside: readonly string[] = []) {
  const tokens: (number | null)[] = []
  for await (const { outputTokens } of readReduced(file, { beside })) tokens.push(outputTokens)
  return tokens
}

test('one contradiction takes the counts by chunks from all records, and leaves those of a usage', async () => {
  const usage = aRecord({ tokenCountSource: 'usage', outputTokens: 9 })
  expect(await counts(await journal(chunked(), usage, contradicting))).toEqual([null, 9, null])
})

test('a contradiction in another journal of the target counts, and a text that only names the flag does not', async () => {
  const own = await journal(chunked(), { ...chunked(), outputText: '"flags":["chunks_contradicted"]' })
  expect(await counts(own)).toEqual([4, 4])
  expect(await counts(own, [await journal(contradicting)])).toEqual([null, null])
})
