import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readTraceFile } from './read-trace-file.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trace-file-'))
})
afterAll(() => rm(folder, { recursive: true }))

const rows = (count: number) =>
  Array.from(
    { length: count },
    (_, at) => `{"timestamp": ${at}, "input_length": ${at + 1}, "hash_ids": [${at}]}\n`,
  ).join('')

async function fileOf(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

test('a file is read the same whether it is packed or not', async () => {
  const plain = await readTraceFile({ path: await fileOf('plain', rows(20_000)) })
  const packed = await readTraceFile({ path: await fileOf('packed', gzipSync(rows(20_000))) })
  expect(packed.arrivalsMs).toEqual(plain.arrivalsMs)
  expect(packed.arrivalsMs).toHaveLength(20_000)
  expect(packed.request(19_999).inputTokens).toBe(20_000)
})

test('no more of a file is read than its first rows, when no more are wanted', async () => {
  const path = await fileOf('long', gzipSync(rows(50_000)))
  const { reading } = await readTraceFile({ path, requests: 3 })
  expect(reading.rows).toBe(3)
})

test('a packed file that was cut off says so', async () => {
  const whole = gzipSync(rows(50_000))
  const path = await fileOf('cut', whole.subarray(0, whole.length / 2))
  await expect(readTraceFile({ path })).rejects.toMatchObject({ code: 'corrupt_data' })
  await expect(readTraceFile({ path })).rejects.toThrow(/cannot be unpacked/)
})

test('what is not there, and what is no trace, is named', async () => {
  await expect(readTraceFile({ path: join(folder, 'none') })).rejects.toMatchObject({ code: 'not_found' })
  await expect(readTraceFile({ path: folder })).rejects.toThrow(folder)
  const parquet = await fileOf('parquet', 'PAR1 and so on')
  await expect(readTraceFile({ path: parquet })).rejects.toThrow(/a Parquet file/)
  await expect(readTraceFile({ path: await fileOf('empty', '') })).rejects.toMatchObject({ code: 'invalid_argument' })
})
