import { createHash } from 'node:crypto'
import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Served, serveSimulated } from '@sagellm-benchmark/suite'
import { findCapacity, sweep } from '@sagellm-benchmark/suite/sweep'
import { verifyFolder } from '@sagellm-benchmark/suite/verify'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

let root: string
let folder: string
let engine: Served
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'verify-points-'))
  const speed = { decodeStepMs: 2, decodePerSequenceMs: 0, prefillBaseMs: 0, prefillTokensPerSecond: 1e7 }
  engine = await serveSimulated({ ...speed, maxBatchSize: 4, noiseCv: 0, seed: 1 }, { dialect: 'vllm' })
  const points = [1, 2, 3].map((concurrency) => ({ settings: { concurrency }, plan: planOf(concurrency) }))
  await sweep({ points }, { ...quiet, output: join(root, 'sweep') })
  await findCapacity(
    {
      question: { by: 'concurrency', slo: ['e2e.avg<1000', 'errors<50%'], high: 4, budgetSeconds: 60 },
      plan: planOf(1),
    },
    { ...quiet, output: join(root, 'capacity') },
  )
  await findCapacity(
    { question: { by: 'rate', slo: ['ttft.p50<1000'], budgetSeconds: 5, precision: 10 }, plan: planOf(1) },
    { ...quiet, output: join(root, 'rate') },
  )
}, 300_000)
afterAll(async () => {
  await engine.close()
  await rm(root, { recursive: true, force: true })
})

const quiet = { calibration: false, tokenCache: false }
const planOf = (concurrency: number) => ({
  target: { kind: 'endpoint' as const, url: engine.url, loadThreads: 0 },
  workloads: [
    {
      ...{ name: 'custom', source: 'short_qa', promptTokens: 8, outputTokens: 4, requests: 8 },
      load: { kind: 'closed' as const, concurrency, rampUpSeconds: 0 },
    },
  ],
  warmup: { requests: 1, seconds: 0 },
})

/** Of a copy of what was measured. */
const copyOf = (name: string) =>
  beforeEach(async () => {
    folder = await mkdtemp(join(root, 'copy-'))
    await cp(join(root, name), folder, { recursive: true })
  })

/** A change by a hand that also makes the manifest of the file's folder fit, `below` for one of a point. */
async function forge(file: string, change: (text: string) => string, below = ''): Promise<void> {
  const path = join(folder, below, file)
  const before = await readFile(path, 'utf8')
  const after = change(before)
  expect(after).not.toBe(before)
  await writeFile(path, after)
  await refit(file, below)
  if (below !== '') await refit(`${below}/SHA256SUMS`)
}

async function refit(file: string, below = ''): Promise<void> {
  const manifest = join(folder, below, 'SHA256SUMS')
  const digest = createHash('sha256')
    .update(await readFile(join(folder, below, file)))
    .digest('hex')
  const lines = (await readFile(manifest, 'utf8')).split('\n')
  expect(lines.filter((line) => line.slice(66) === file)).toHaveLength(1)
  await writeFile(manifest, lines.map((line) => (line.slice(66) === file ? `${digest}  ${file}` : line)).join('\n'))
}

const pointAt = async (at: number) => `points/${(await readdir(join(folder, 'points'))).sort()[at] as string}`
const edited = (text: string, change: (json: never) => unknown) => {
  const json = JSON.parse(text) as never
  change(json)
  return `${JSON.stringify(json, null, 2)}\n`
}
const firstLineEdited = (text: string, change: (json: never) => unknown) => {
  const [first = '', ...rest] = text.split('\n')
  const json = JSON.parse(first) as never
  change(json)
  return [JSON.stringify(json), ...rest].join('\n')
}
type Figures = { readonly metrics: { avg_ttft_ms: number } }

describe('a sweep', () => {
  copyOf('sweep')

  test('holds, and every point of it was worked out again', async () => {
    const whole = await verifyFolder(folder)
    expect(whole).toMatchObject({ command: 'sweep', holds: true, changed: [], unreadable: [], mismatches: [] })
    const points = await readdir(join(folder, 'points'))
    let ofPoints = 0
    for (const point of points) ofPoints += (await verifyFolder(join(folder, 'points', point))).compared
    expect(points.length).toBeGreaterThan(3)
    expect(whole.compared).toBeGreaterThan(ofPoints)
  })

  test('a point that is gone is found, also where every manifest was made to fit', async () => {
    const point = await pointAt(1)
    await rm(join(folder, point), { recursive: true })
    expect((await verifyFolder(folder)).changed).toEqual([
      { file: `${point}/SHA256SUMS`, problem: 'missing' },
      { file: point, problem: 'missing' },
    ])
    const manifest = join(folder, 'SHA256SUMS')
    const lines = (await readFile(manifest, 'utf8')).split('\n')
    await writeFile(manifest, lines.filter((line) => !line.endsWith(`${point}/SHA256SUMS`)).join('\n'))
    expect(await verifyFolder(folder)).toMatchObject({ holds: false, changed: [{ file: point, problem: 'missing' }] })
    // Its line in the journal is gone too: the result names it, and the places of those behind it are not theirs.
    await forge('points.jsonl', (text) => text.split('\n').toSpliced(1, 1).join('\n'))
    expect(await verifyFolder(folder)).toMatchObject({ holds: false, changed: [{ file: point, problem: 'missing' }] })
    await forge('sweep.json', (text) => edited(text, ({ points }: { points: unknown[] }) => points.splice(1, 1)))
    const { holds, changed, mismatches } = await verifyFolder(folder)
    expect([holds, changed]).toEqual([false, []])
    expect(mismatches).toContainEqual(expect.objectContaining({ file: 'points.jsonl', field: '[1].order' }))
  })

  test('a figure of a point that was edited is found by its records, with every manifest made to fit', async () => {
    const point = await pointAt(1)
    await forge(
      'custom_metrics.json',
      (text) => edited(text, ({ metrics }: Figures) => (metrics.avg_ttft_ms = 0.25)),
      point,
    )
    const { holds, changed, mismatches } = await verifyFolder(folder)
    expect([holds, changed]).toEqual([false, []])
    expect(mismatches).toContainEqual(
      expect.objectContaining({ file: `${point}/custom_metrics.json`, field: 'metrics.avg_ttft_ms', stored: 0.25 }),
    )
  })

  test('a figure that was edited in the journal and the result is found by the point', async () => {
    await forge('points.jsonl', (text) => firstLineEdited(text, ({ metrics }: Figures) => (metrics.avg_ttft_ms = 0.25)))
    await forge('sweep.json', (text) =>
      edited(text, ({ points }: { points: [Figures] }) => (points[0].metrics.avg_ttft_ms = 0.25)),
    )
    const { holds, changed, mismatches } = await verifyFolder(folder)
    expect([holds, changed]).toEqual([false, []])
    for (const [file, field] of [
      ['points.jsonl', '[0].metrics.avg_ttft_ms'],
      ['sweep.json', 'points[0].metrics.avg_ttft_ms'],
    ])
      expect(mismatches).toContainEqual(expect.objectContaining({ file, field, stored: 0.25 }))
  })

  test.each([
    ['planned', 9],
    ['frontier', [{ id: 'other', standing: 'frontier' }]],
    ['model', 'another'],
  ])('%s of the result that does not follow from the points is found', async (field, value) => {
    await forge('sweep.json', (text) => edited(text, (json: object) => Object.assign(json, { [field]: value })))
    const { mismatches } = await verifyFolder(folder)
    expect(mismatches.map((each) => [each.file, each.field.startsWith(field)])).toContainEqual(['sweep.json', true])
  })

  test('two points that changed places are found', async () => {
    const [one, other] = [join(folder, await pointAt(0)), join(folder, await pointAt(1))]
    await rename(one, `${one}-away`)
    await rename(other, one)
    await rename(`${one}-away`, other)
    const { holds, changed, mismatches } = await verifyFolder(folder)
    expect([holds, changed?.map(({ problem }) => problem)]).toEqual([false, ['changed', 'changed']])
    expect(mismatches.map(({ field }) => field)).toContain('[0].measured_at')
  })

  test('a point without its manifest, its records or its plan does not hold, and the others are held all the same', async () => {
    const point = await pointAt(0)
    await rm(join(folder, point, 'SHA256SUMS'))
    await rm(join(folder, await pointAt(1), 'records.jsonl'))
    await writeFile(join(folder, await pointAt(2), 'config.json'), '{')
    const { changed, unreadable, compared } = await verifyFolder(folder)
    expect(changed).toContainEqual({ file: `${point}/SHA256SUMS`, problem: 'missing' })
    expect(unreadable.map(({ file }) => file)).toEqual([await pointAt(1), await pointAt(2)])
    expect(compared).toBeGreaterThan(100)
  })

  test('an id that leads out of the folder is not followed', async () => {
    await forge('sweep.json', (text) =>
      edited(text, ({ points }: { points: [{ id: string }] }) => (points[0].id = '../../sweep')),
    )
    expect((await verifyFolder(folder)).unreadable).toContainEqual({
      file: 'points',
      problem: '"../../sweep" is no name of a folder',
    })
  })
})

describe.each(['capacity', 'rate'])('a search (%s)', (name) => {
  copyOf(name)

  test('holds', async () => {
    expect(await verifyFolder(folder)).toMatchObject({
      ...{ command: 'capacity', holds: true, changed: [], unreadable: [], mismatches: [], lacking: [] },
    })
  })

  test('the first point that is gone is found, the scout too', async () => {
    const point = await pointAt(0)
    await rm(join(folder, point), { recursive: true })
    expect((await verifyFolder(folder)).changed).toContainEqual({ file: `${point}/SHA256SUMS`, problem: 'missing' })
  })

  test('how requests stood to the limits is worked out from the records', async () => {
    await forge('visits.jsonl', (text) =>
      firstLineEdited(text, ({ visit }: { visit: { tallies: [{ batches: [{ total: number }] }] } }) => {
        visit.tallies[0].batches[0].total += 1
      }),
    )
    expect((await verifyFolder(folder)).mismatches).toContainEqual(
      expect.objectContaining({ file: 'visits.jsonl', field: '[0].visit.tallies[0].batches[0].total' }),
    )
  })

  test.each([
    ['low', 3.5],
    ['message', 'It carries everything.'],
  ])('%s of the result that does not follow from the measurements is found', async (field, value) => {
    await forge('capacity.json', (text) => edited(text, (json: object) => Object.assign(json, { [field]: value })))
    expect((await verifyFolder(folder)).mismatches).toContainEqual(
      expect.objectContaining({ file: 'capacity.json', field, stored: value }),
    )
  })
})
