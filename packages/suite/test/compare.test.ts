import { existsSync, readdirSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type CaptureFile,
  captureFile,
  comparisonFile,
  ComparisonPlan,
  type ComparisonVerdict,
} from '@sagellm-benchmark/protocol-types/comparison'
import { compare, compareOffline, compareRecord, report } from '@sagellm-benchmark/suite'
import { type ComparisonOutcome, nonstreamCompare, readCapture } from '@sagellm-benchmark/suite/compare'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { endpointAt, type RunningEngine, startEngine } from './engines.js'

let out: string
let base: RunningEngine
let slow: RunningEngine
beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'suite-compare-'))
  base = await startEngine()
  slow = await startEngine({ decodeStepMs: 60 })
})
afterAll(async () => {
  await base.close()
  await slow.close()
  await rm(out, { recursive: true, force: true })
})

const scenarios = [{ name: 'short', source: 'short_qa', promptTokens: 16, outputTokens: 6 }]
const planOf = (fields: object) => ComparisonPlan.parse({ scenarios, rounds: 6, seed: 3, ...fields })
const poisson = { batchSizes: [], loads: [{ kind: 'poisson', rateRps: 20 }], requestsPerRound: 8 }

const verdicts = ({ comparison }: ComparisonOutcome, metric: string) =>
  comparison?.verdicts.filter((each) => each.metric === metric) as ComparisonVerdict[]

/** A busy machine takes verdicts away; the numbers still show which way it goes. */
const shown = (found: readonly ComparisonVerdict[]) =>
  found.map(({ verdict, withheld, ratio }) => (withheld !== null && (ratio.value as number) > 1 ? 'worse' : verdict))

/** The file of a capture from before the first request: its cells are in the records beside it. */
function beforeTheEnd(file: CaptureFile): string {
  const capture = file.capture && { ...file.capture, endedAt: null, cells: [], flags: ['unfinished' as const] }
  return JSON.stringify(captureFile.serialize({ ...file, rows: [], capture }))
}

describe('a comparison from a program', () => {
  test('at a request rate finds the slower engine, and writes its folder', async () => {
    const folder = join(out, 'rate')
    const targets = [endpointAt('base', base.url), endpointAt('slow', slow.url)]
    const outcome = await compare({ plan: planOf(poisson), targets }, { folder })

    const found = verdicts(outcome, 'avg_tbt_ms')
    expect(found).toMatchObject([{ target: 'slow', load: 'Poisson 20/s', batchSize: null }])
    expect(shown(found)).toEqual(['worse'])
    expect(outcome).toMatchObject({ folder, interrupted: false, dead: [], reused: [base.url, slow.url] })
    expect(
      readdirSync(folder)
        .filter((name) => !name.startsWith('.'))
        .sort(),
    ).toEqual([
      'SHA256SUMS',
      'base.canonical.json',
      'base.json',
      'base.md',
      'comparison.canonical.json',
      'comparison.json',
      'comparison.md',
      'environment.json',
      'records.jsonl',
      'slow.canonical.json',
      'slow.json',
      'slow.md',
    ])
    expect(await readFile(join(folder, 'comparison.md'), 'utf8')).toContain('Poisson 20/s')
  })

  test('that was killed is judged by what it left as if it had ended, and says that it was cut off', async () => {
    const folder = join(out, 'whole-one')
    const targets = [endpointAt('slow', slow.url), endpointAt('base', base.url)]
    const outcome = await compare({ plan: planOf(poisson), targets }, { folder })
    const killed = join(out, 'killed')
    await mkdir(killed)
    await writeFile(join(killed, 'records.jsonl'), await readFile(join(folder, 'records.jsonl')))
    for (const { stem, file } of outcome.captures) await writeFile(join(killed, `${stem}.json`), beforeTheEnd(file))

    const { text } = await report(killed, { format: 'json' })

    const rebuilt = comparisonFile.parse(JSON.parse(text), 'report')
    expect(rebuilt).toMatchObject({ baseline: 'slow', flags: expect.arrayContaining(['interrupted']) })
    expect(rebuilt.notices[0]).toBe('The comparison was cut off: it is judged by the rounds that had ended.')
    const figures = (all: readonly ComparisonVerdict[]) => all.map(({ metric, ratio }) => [metric, ratio.value])
    expect(figures(rebuilt.verdicts)).toEqual(figures(outcome.comparison?.verdicts ?? []))
    const { text: one } = await report(join(killed, 'slow.json'), { format: 'markdown' })
    expect(one).toContain('The capture of slow was cut off; it holds the rounds that had ended.')
  })

  test('takes the one model that all targets serve where none is named', async () => {
    const targets = [endpointAt('base', base.url), endpointAt('again', base.url)]
    const plan = planOf({ batchSizes: [1], rounds: 1 })
    const { captures } = await compare({ plan, targets }, { folder: join(out, 'model') })
    expect(captures.map(({ file }) => file.models)).toEqual([['reference-tiny'], ['reference-tiny']])
  })

  test('of engines without a common model is refused in one line that names what each serves', async () => {
    const other = await startEngine({ model: 'other' })
    try {
      const targets = [endpointAt('base', base.url), endpointAt('b', other.url)]
      const refused = compare({ plan: planOf({}), targets }, { folder: join(out, 'no-model') })
      await expect(refused).rejects.toThrow(
        'the targets have no model in common: base serves reference-tiny; b serves other',
      )
    } finally {
      await other.close()
    }
  })

  test('of whole answers judges no first token', async () => {
    const targets = [endpointAt('base', base.url), endpointAt('slow', slow.url)]
    const plan = planOf({ batchSizes: [2], rounds: 6 })
    const outcome = await nonstreamCompare({ plan, targets }, { folder: join(out, 'whole') })
    expect(verdicts(outcome, 'avg_ttft_ms')).toEqual([])
    expect(shown(verdicts(outcome, 'avg_e2el_ms'))).toEqual(['worse'])
    expect(outcome.comparison?.notices[0]).toContain('Answers came whole')
  })

  test('needs two targets', async () => {
    const alone = compare({ plan: planOf({}), targets: [endpointAt('a', base.url)] }, { folder: join(out, 'alone') })
    await expect(alone).rejects.toMatchObject({ code: 'invalid_argument' })
    expect(existsSync(join(out, 'alone'))).toBe(false)
  })
})

describe('captures', () => {
  test('are compared from their files, also one of a program that was killed', async () => {
    const plan = planOf({ batchSizes: [2], rounds: 12 })
    const record = (label: string, url: string) =>
      compareRecord({ plan, targets: [endpointAt(label, url)] }, { folder: join(out, label) })
    const [whole] = (await record('base', base.url)).captures
    await record('slow', slow.url)

    // What stands in the folder before the first request, beside the records that ended by then.
    const path = join(out, 'slow', 'slow.json')
    const stored = captureFile.parse(JSON.parse(await readFile(path, 'utf8')), path)
    const capture = { ...stored.capture, flags: ['unfinished'], cells: [], endedAt: null }
    await writeFile(path, JSON.stringify(captureFile.serialize({ ...stored, rows: [], capture } as never)))
    const lines = (await readFile(join(out, 'slow', 'records.jsonl'), 'utf8')).split('\n')
    await writeFile(join(out, 'slow', 'records.jsonl'), `${lines.slice(0, -4).join('\n')}\n{"half a rec`)

    const read = await readCapture(path)
    // Three records are gone, so that the eleventh round of two is not whole.
    expect(read.capture?.cells[0]?.rounds).toHaveLength(10)
    expect(read.rows[0]?.tbtMs as number).toBeGreaterThan(whole?.file.rows[0]?.tbtMs as number)

    const captures = [
      { label: 'base', path: join(out, 'base', 'base.json') },
      { label: 'slow', path },
    ]
    const { comparison } = await compareOffline({ captures }, { folder: join(out, 'offline') })
    expect(shown(comparison.verdicts.filter(({ metric }) => metric === 'avg_tbt_ms'))).toEqual(['worse'])
    expect(comparison.notices.join()).toContain('The capture of slow was cut off')
  })
})
