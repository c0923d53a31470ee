import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as zlib from 'node:zlib'
import { parquetWriteBuffer } from 'hyparquet-writer'
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
  const packed = await readTraceFile({ path: await fileOf('packed', zlib.gzipSync(rows(20_000))) })
  expect(packed.arrivalsMs).toEqual(plain.arrivalsMs)
  expect(packed.arrivalsMs).toHaveLength(20_000)
  expect(packed.request(19_999).inputTokens).toBe(20_000)
})

test('no more of a file is read than its first rows, when no more are wanted', async () => {
  const path = await fileOf('long', zlib.gzipSync(rows(50_000)))
  const { reading } = await readTraceFile({ path, requests: 3 })
  expect(reading.rows).toBe(3)
})

test('a packed file that was cut off says so', async () => {
  const whole = zlib.gzipSync(rows(50_000))
  const path = await fileOf('cut', whole.subarray(0, whole.length / 2))
  await expect(readTraceFile({ path })).rejects.toMatchObject({ code: 'corrupt_data' })
  await expect(readTraceFile({ path })).rejects.toThrow(/cannot be unpacked/)
})

test('what is not there, and what is no trace, is named', async () => {
  await expect(readTraceFile({ path: join(folder, 'none') })).rejects.toMatchObject({ code: 'not_found' })
  await expect(readTraceFile({ path: folder })).rejects.toThrow(/is a folder without files of ServeGen/)
  const parquet = await fileOf('parquet', 'PAR1 and so on')
  await expect(readTraceFile({ path: parquet })).rejects.toThrow(/cannot be read as Parquet/)
  await expect(readTraceFile({ path: await fileOf('empty', '') })).rejects.toMatchObject({ code: 'invalid_argument' })
})

test('Zstandard is unpacked where this Node can, and named where it cannot', async () => {
  const { zstdCompressSync } = zlib as { readonly zstdCompressSync?: (bytes: string) => Uint8Array }
  const packed = zstdCompressSync?.(rows(2000)) ?? Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0)
  const read = readTraceFile({ path: await fileOf('zstd', packed) })
  if (zstdCompressSync) expect((await read).arrivalsMs).toHaveLength(2000)
  else await expect(read).rejects.toThrow(/packed with Zstandard, which Node \d+/)
})

test('a Parquet file gives its rows, of every group', async () => {
  const content = parquetWriteBuffer({
    columnData: [
      { name: 'timestamp', data: [0n, 5n, 7n], type: 'INT64' },
      { name: 'input_length', data: [20, 30, 40], type: 'INT32' },
    ],
    rowGroupSize: 2,
  })
  const path = await fileOf('rows.parquet', new Uint8Array(content))
  const trace = await readTraceFile({ path, format: 'mooncake' })
  expect(trace.arrivalsMs).toEqual([0, 5, 7])
  expect([0, 1, 2].map((at) => trace.request(at).inputTokens)).toEqual([20, 30, 40])
})

test('a page of Parquet that is larger than it says is refused before it fills the memory', async () => {
  // What the page says of itself is true of what was given to be packed; what it unpacks to is 300 MB.
  const bomb = zlib.gzipSync(Buffer.alloc(300_000_000))
  const content = parquetWriteBuffer({
    columnData: [{ name: 'timestamp', data: [0, 5, 7], type: 'INT32' }],
    codec: 'GZIP',
    compressors: { GZIP: () => bomb },
  })
  const path = await fileOf('bomb.parquet', new Uint8Array(content))
  await expect(readTraceFile({ path, format: 'times' })).rejects.toThrow(
    /cannot be read as Parquet: Cannot create a Buffer larger than/,
  )
})

test('ServeGen: a client without its second file, and a rate that no server ever had, are named', async () => {
  const place = join(folder, 'servegen-half')
  await mkdir(place)
  await writeFile(join(place, 'chunk-0-trace.csv'), '0,1e12,2,Weibull,0.5,1\n')
  await expect(readTraceFile({ path: place })).rejects.toThrow(/cannot read .*chunk-0-dataset\.json/)
  await writeFile(join(place, 'chunk-0-dataset.json'), '{}')
  await expect(readTraceFile({ path: place })).rejects.toThrow(/line 1 of its trace, with its rate,/)
})

test('ServeGen: a part of the record is the same requests as in the whole, and the rates are kept', async () => {
  const place = join(folder, 'servegen')
  await mkdir(place)
  const windows = [0, 600, 1200].map((from) => `${from},0.1,2,Weibull,0.5,1\n`).join('')
  const lengths = JSON.stringify({ 0: { input_tokens: '{10: 0.5, 20: 0.5}', output_tokens: '{3: 1.0}' } })
  for (const client of [0, 1]) {
    await writeFile(join(place, `chunk-${client}-trace.csv`), windows)
    await writeFile(join(place, `chunk-${client}-dataset.json`), lengths)
  }
  const whole = await readTraceFile({ path: place })
  // Two clients, three windows of 600 s at 0.1 a second; the part of a request is drawn.
  expect(whole.arrivalsMs).toHaveLength(360)
  expect(new Set(whole.arrivalsMs.map((_, at) => whole.request(at).inputTokens))).toEqual(new Set([10, 20]))
  const part = await readTraceFile({ path: place, startSeconds: 600, durationSeconds: 600 })
  expect(part.arrivalsMs).toHaveLength(120)
  const gaps = (times: readonly number[]) => times.slice(1).map((at, n) => at - (times[n] as number))
  const within = gaps(whole.arrivalsMs.slice(120, 240)).map((gap) => gap.toFixed(3))
  expect(gaps(part.arrivalsMs).map((gap) => gap.toFixed(3))).toEqual(within)
  const other = await readTraceFile({ path: place, seed: 1 })
  expect(other.arrivalsMs).not.toEqual(whole.arrivalsMs)
})
