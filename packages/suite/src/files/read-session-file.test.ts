import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Session } from '@sagellm-benchmark/protocol-types/sessions'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readSessionFile } from './read-session-file.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'session-file-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function read(options: Parameters<typeof readSessionFile>[0]) {
  const reader = readSessionFile(options)
  const sessions: Session[] = []
  for await (const each of reader.sessions) sessions.push(each)
  return { sessions, reading: reader.reading() }
}
const idsOf = (sessions: readonly Session[]) => sessions.map(({ sessionId }) => sessionId)
const request = (t: number, hash_ids: number[]) => ({ type: 'n', t, in: 64 * hash_ids.length, out: 3, hash_ids })
const weka = (id: string) => ({ id, block_size: 64, requests: [request(0, [1]), request(1, [1, 2])] })

test('a folder of Weka is read file by file, in the order of the numbers in their names, packed ones too', async () => {
  const place = join(folder, 'weka')
  await mkdir(place)
  for (const at of [10, 2, 1])
    await writeFile(join(place, `session-${at}.json`), JSON.stringify(weka(`s${at}`), null, 2))
  await writeFile(join(place, 'session-3.json.gz'), gzipSync(JSON.stringify(weka('s3'))))
  await writeFile(join(place, 'README.md'), 'No session.')
  const { sessions, reading } = await read({ path: place })
  expect(idsOf(sessions)).toEqual(['s1', 's2', 's3', 's10'])
  expect(reading).toMatchObject({ format: 'weka', rows: 4, passedOver: [] })
  // Ids are those of one session: the same number in two files is another block.
  const firsts = sessions.map(({ turns }) => (turns[0]?.input.kind === 'blocks' ? turns[0].input.hashIds[0] : null))
  expect(new Set(firsts).size).toBe(4)
})

test('a folder without such files says so', async () => {
  const place = join(folder, 'none')
  await mkdir(place)
  await expect(read({ path: place })).rejects.toMatchObject({ code: 'invalid_argument' })
  await expect(read({ path: join(folder, 'nothing') })).rejects.toMatchObject({ code: 'not_found' })
})

test('sessions are read from Parquet, a group of rows at a time', async () => {
  const content = parquetWriteBuffer({
    columnData: [
      { name: 'session_id', data: ['a', 'a', 'b'], type: 'STRING' },
      { name: 'timestamp', data: [0, 10, 20], type: 'INT32' },
      { name: 'input_length', data: [512, 1024, 512], type: 'INT32' },
      { name: 'output_length', data: [2, 2, 2], type: 'INT32' },
    ],
    rowGroupSize: 2,
  })
  const path = join(folder, 'sessions.parquet')
  await writeFile(path, new Uint8Array(content))
  const { sessions, reading } = await read({ path, format: 'mooncake' })
  expect(reading.rows).toBe(3)
  expect(sessions.map(({ sessionId, turns }) => [sessionId, turns.length])).toEqual([
    ['a', 2],
    ['b', 1],
  ])
})

const line = (id: string, start_ms: number) => ({
  session_id: id,
  start_ms,
  turns: [{ turn_id: 't', input: { kind: 'length', tokens: 8 } }],
})

test('a window takes whole sessions by their begin, counts the others, and needs begins', async () => {
  const path = join(folder, 'lines.jsonl')
  const starts = [1000, 2000, 3500, 4000, 9000]
  const rows = starts.map((ms, at) => `${JSON.stringify(line(`s${at}`, ms))}\n`)
  await writeFile(path, rows.join(''))
  const { sessions, reading } = await read({ path, startSeconds: 1, durationSeconds: 2 })
  expect(idsOf(sessions)).toEqual(['s1', 's2'])
  expect(reading.notWanted).toBe(3)
  await expect(read({ path, startSeconds: 100 })).rejects.toMatchObject({
    hint: expect.stringContaining('none of them begins within the window'),
  })
  const without = join(folder, 'without.jsonl')
  await writeFile(without, JSON.stringify({ ...line('a', 0), start_ms: null }))
  await expect(read({ path: without, durationSeconds: 5 })).rejects.toMatchObject({
    hint: expect.stringContaining('has no recorded begin'),
  })
})
