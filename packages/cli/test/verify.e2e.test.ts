import { createHash, generateKeyPairSync } from 'node:crypto'
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serveSimulated } from '@sagellm-benchmark/suite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runInProcess } from './support/run-in-process.js'

let cwd: string
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'sagellm-verify-'))
})
afterAll(() => rm(cwd, { recursive: true, force: true }))

const execute = (...words: string[]) => runInProcess(words, { cwd })

/** A change that a hand would make: the text of a file with one number in it replaced. */
async function edit(name: string, change: (json: Record<string, unknown>) => void): Promise<() => Promise<void>> {
  const path = join(cwd, name)
  const before = await readFile(path, 'utf8')
  const json = JSON.parse(before)
  change(json)
  await writeFile(path, `${JSON.stringify(json, null, 2)}\n`)
  return () => writeFile(path, before)
}

describe('verify of a run', () => {
  beforeAll(async () => {
    const flags = [
      '--backend',
      'cpu',
      '--workload',
      'Q1',
      '--repeat',
      '2',
      '--threshold',
      'errors<=0',
      '-q',
      '-o',
      'run',
    ]
    expect((await execute('run', ...flags)).code).toBe(0)
  })

  test('works every figure out again, and holds', async () => {
    const { code, stdout } = await execute('verify', 'run')
    expect(stdout).toMatch(/^\d{3,} values were worked out again from the records of run\nthe result holds\n$/)
    expect(code).toBe(0)
  })

  test('names a figure that was edited, also where the manifest was made to fit', async () => {
    const undo = await edit('run/Q1_metrics.json', (json) => {
      Object.assign(json['metrics'] as object, { avg_ttft_ms: 0.5 })
    })
    const { code, stdout } = await execute('verify', 'run')
    expect(code).toBe(3)
    expect(stdout).toContain('Q1_metrics.json: changed since the manifest was written')
    expect(stdout).toContain('Q1_metrics.json: metrics.avg_ttft_ms is 0.5, its sources give ')
    await undo()
    expect((await execute('verify', 'run')).code).toBe(0)
  })

  test('names a field that was taken out, also where the manifest was made to fit', async () => {
    const manifest = join(cwd, 'run/SHA256SUMS')
    const before = await readFile(manifest, 'utf8')
    const taken: [string, (json: Record<string, unknown>) => unknown, string][] = [
      [
        'Q1_metrics.json',
        ({ metrics }) => delete (metrics as Record<string, unknown>)['p99_ttft_ms'],
        'metrics.p99_ttft_ms',
      ],
      [
        'Q1_metrics.json',
        ({ metrics }) => delete (metrics as Record<string, unknown>)['thresholds'],
        'metrics.thresholds',
      ],
      ['benchmark_summary.json', (json) => delete json['notices'], 'notices'],
      ['config.json', ({ plan }) => delete (plan as Record<string, unknown>)['warmup'], 'plan.warmup'],
      ['environment.json', (json) => delete json['cpu'], 'cpu'],
    ]
    for (const [name, change, field] of taken) {
      const undo = await edit(`run/${name}`, change)
      const digest = createHash('sha256')
        .update(await readFile(join(cwd, 'run', name)))
        .digest('hex')
      await writeFile(manifest, before.replace(new RegExp(`^[0-9a-f]{64}  ${name}$`, 'm'), `${digest}  ${name}`))
      const { code, stdout } = await execute('verify', 'run')
      expect([code, stdout]).toEqual([3, expect.stringContaining(`${name}: ${field} is missing, its sources give `)])
      await undo()
    }
    await writeFile(manifest, before)
    expect((await execute('verify', 'run')).code).toBe(0)
  })

  test('names a file that is gone, and a record that was added', async () => {
    const path = join(cwd, 'run/REPORT.md')
    const report = await readFile(path, 'utf8')
    await rm(path)
    expect((await execute('verify', 'run')).stdout).toContain('REPORT.md: missing since the manifest was written')
    await writeFile(path, report)
    const records = join(cwd, 'run/records.jsonl')
    const before = await readFile(records, 'utf8')
    await appendFile(records, `${before.trim().split('\n').at(-1)}\n`)
    expect((await execute('verify', 'run')).code).toBe(3)
    await writeFile(records, before)
  })

  test('a page that is made later, or a file of the user, changes nothing', async () => {
    await execute('report', 'run', '--output', 'run/page.html')
    await writeFile(join(cwd, 'run/notes.txt'), 'mine')
    expect((await execute('verify', 'run')).code).toBe(0)
  })

  test('does not take a manifest for whole that leaves the records out, or lists nothing', async () => {
    const path = join(cwd, 'run/SHA256SUMS')
    const before = await readFile(path, 'utf8')
    await writeFile(path, before.replace(/^.*records\.jsonl\n/m, ''))
    expect(await execute('verify', 'run')).toMatchObject({
      code: 3,
      stdout: expect.stringContaining('records.jsonl: not in manifest'),
    })
    await writeFile(path, '')
    expect((await execute('verify', 'run')).code).toBe(3)
    await writeFile(path, before)
  })

  test('signs with a key of the user, and knows the signature of another', async () => {
    const pem = { type: 'pkcs8', format: 'pem' } as const
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    await writeFile(join(cwd, 'key.pem'), privateKey.export(pem))
    await writeFile(join(cwd, 'public.pem'), publicKey.export({ type: 'spki', format: 'pem' }))
    const other = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' })
    await writeFile(join(cwd, 'other.pem'), other)

    expect((await execute('verify', 'run', '--key', 'public.pem')).stdout).toContain('NOT signed')
    expect((await execute('verify', 'run', '--sign', 'key.pem')).code).toBe(0)
    expect(await execute('verify', 'run', '--key', 'public.pem')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('signed with this key'),
    })
    expect(await execute('verify', 'run', '--key', 'other.pem')).toMatchObject({
      code: 3,
      stdout: expect.stringContaining('NOT of this key'),
    })
    const { code, stderr } = await execute('verify', 'run', '--key', 'run/REPORT.md')
    expect(code).toBe(2)
    expect(stderr).toContain('holds no ed25519 key')
  })
})

test('verify of a comparison works captures and verdicts out again', async () => {
  const server = await serveSimulated({ decodeStepMs: 1 })
  const flags = [
    '--self',
    '--model',
    'reference-tiny',
    '--target',
    `a=${server.url}`,
    '--batch-size',
    '1',
    '--workload',
    'Q1',
  ]
  await execute(
    'compare',
    ...flags,
    '--rounds',
    '2',
    '--max-output-tokens',
    '4',
    '-q',
    '--no-calibration',
    '--output-dir',
    'cmp',
  )
  await server.close()
  const held = await execute('verify', 'cmp')
  expect(held.stdout).toContain('worked out again from the records of compare')
  expect(held.code).toBe(0)
  await edit('cmp/comparison.json', (json) => {
    Object.assign((json['targets'] as object[])[0] as object, { ttft_ms: 1, avg_ttft_ms: 1 })
  })
  expect((await execute('verify', 'cmp')).stdout).toMatch(/comparison\.json: targets\[0\]\.\w+ is 1, its sources give/)
})

test('reproduce measures the plan of a folder again with fresh prompts, and ends as its answer says', async () => {
  const flags = ['--backend', 'cpu', '--workload', 'Q1', '--repeat', '5', '--warmup', '0', '-q', '-o', 'recorded']
  await execute('run', ...flags)
  const planOf = async (folder: string) => JSON.parse(await readFile(join(cwd, folder, 'config.json'), 'utf8')).plan
  const { code, stdout } = await execute('reproduce', 'recorded', '-o', 'again', '-q')
  expect(stdout).toMatch(/Q1 avg_ttft_ms: [\d.]+ -> [\d.]+, ratio [\d.]+ \[[\d.]+ \.\. [\d.]+\]: \w+/)
  expect(stdout).not.toContain('environment: ')
  // What this machine does meanwhile decides which of the three it is.
  const answer = stdout.trim().split('\n').at(-1) as string
  expect(answer).toMatch(/the result is reproduced|the result is NOT reproduced|it cannot be decided/)
  expect(code).toBe(answer === 'the result is reproduced' ? 0 : 3)
  expect(stdout).toMatch(/pairing of Q1: rounds of the same number are paired; .*what changed between the two/)
  // Lengths and arrivals follow the seed, and the texts another one.
  expect(await planOf('again')).toMatchObject({ seed: (await planOf('recorded')).seed, text_seed: expect.any(Number) })
  await execute('reproduce', 'recorded', '-o', 'same', '-q', '--same-prompts')
  expect((await planOf('same')).text_seed ?? null).toBeNull()
})

test('a repetition is not written over its record, and a record that is broken is found before anything is sent', async () => {
  await execute('run', '--backend', 'cpu', '--workload', 'Q1', '--warmup', '0', '-q', '-o', 'kept')
  const before = await readFile(join(cwd, 'kept/records.jsonl'), 'utf8')
  const same = await execute('reproduce', 'kept', '-o', './kept/', '-q')
  expect(same).toMatchObject({ code: 2, stderr: expect.stringContaining('give another folder') })
  expect(await readFile(join(cwd, 'kept/records.jsonl'), 'utf8')).toBe(before)

  await writeFile(join(cwd, 'kept/records.jsonl'), `not a record\n${before}`)
  expect((await execute('reproduce', 'kept', '-o', 'never', '-q')).code).toBe(2)
  await expect(readFile(join(cwd, 'never/records.jsonl'))).rejects.toThrow(/ENOENT/)

  await writeFile(join(cwd, 'kept/records.jsonl'), before)
  await writeFile(join(cwd, 'kept/environment.json'), '{"cpu": 7}')
  expect((await execute('reproduce', 'kept', '-o', 'odd', '-q')).code).toBe(2)
  await expect(readFile(join(cwd, 'odd/records.jsonl'))).rejects.toThrow(/ENOENT/)
})

test('a comparison and a perf are reproduced part by part, and what cannot be is refused with what to do', async () => {
  const server = await serveSimulated({ decodeStepMs: 1 })
  const target = ['--model', 'reference-tiny', '--target', `a=${server.url}`, '--target', `b=${server.url}`]
  const load = [
    '--batch-size',
    '2',
    '--workload',
    'Q1',
    '--rounds',
    '5',
    '--max-output-tokens',
    '4',
    '-q',
    '--no-calibration',
  ]
  expect((await execute('compare', ...target, ...load, '--output-dir', 'pair')).stderr).toBe('')
  const compared = await execute('reproduce', 'pair', '-o', 'pair-again', '-q')
  expect(compared.stderr).toBe('')
  for (const label of ['a', 'b'])
    expect(compared.stdout).toMatch(new RegExp(`^${label} \\S+ avg_ttft_ms: .*ratio`, 'm'))
  expect([0, 3]).toContain(compared.code)

  const perf = [
    'perf',
    '--type',
    'e2e',
    '--live',
    '--backend-url',
    server.url,
    '--model',
    'reference-tiny',
    '--scenario',
    'short',
  ]
  const rounds = ['--batch-size', '2', '--rounds', '5', '--max-output-tokens', '4', '--no-calibration', '--quiet']
  await execute(...perf, ...rounds, '--output-json', 'measured/p.json', '--output-markdown', 'measured/p.md')
  expect(await execute('verify', 'measured')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('only the manifest was checked'),
  })
  const rows = join(cwd, 'measured/p_records')
  const [journal] = (await readdir(rows, { recursive: true })).filter((name) => name.endsWith('records.jsonl'))
  for (const [file, named] of [
    [join(cwd, 'measured/p.json'), 'p.json'],
    [join(cwd, 'measured/p.md'), 'p.md'],
    [join(rows, journal as string), `p_records/${journal as string}`],
  ] as const) {
    const before = await readFile(file, 'utf8')
    await writeFile(file, `${before} `)
    const changed = await execute('verify', 'measured')
    expect([changed.code, changed.stdout]).toEqual([3, expect.stringContaining(`${named}: changed since the manifest`)])
    await writeFile(file, before)
  }
  const measured = await execute('reproduce', 'measured', '-o', 'measured-again', '-q')
  expect(measured.stdout).toMatch(/short_b2 avg_ttft_ms: .*ratio/)
  expect([0, 3]).toContain(measured.code)
  // Its records would make way for those of a second repetition there.
  const over = await execute('reproduce', 'measured-again/perf_results_records', '-o', 'measured-again', '-q')
  expect([over.code, over.stderr]).toEqual([2, expect.stringContaining('give another folder')])
  await server.close()

  await writeFile(join(cwd, 'measured-again/sweep_plan.json'), '{}')
  const swept = await execute('reproduce', 'measured-again', '-q')
  expect([swept.code === 0, swept.stderr]).toEqual([false, expect.stringContaining('give one of its points')])
}, 120_000)

test.each(['sweep.json', 'points.jsonl', 'capacity.json', 'visits.jsonl', 'readiness.json', 'history.json'])(
  'a %s that was taken out of its manifest is held against it, and a file of the user is not',
  async (name) => {
    const folder = await mkdtemp(join(cwd, 'taken-out-'))
    const digest = createHash('sha256').update('report').digest('hex')
    await writeFile(join(folder, 'REPORT.md'), 'report')
    await writeFile(join(folder, 'SHA256SUMS'), `${digest}  REPORT.md\n`)
    await writeFile(join(folder, 'mine.json'), '{}')
    expect((await execute('verify', folder)).code).toBe(0)
    await writeFile(join(folder, name), '{}')
    const { code, stdout } = await execute('verify', folder)
    expect([code, stdout]).toEqual([3, expect.stringContaining(name)])
  },
)

test('verify of what no command wrote is a mistake that is named', async () => {
  const { code, stderr } = await execute('verify', '.')
  expect(code).toBe(2)
  expect(stderr).toContain('holds no result with records or a manifest')
})
