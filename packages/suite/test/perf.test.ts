import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { perf, report } from '@sagellm-benchmark/suite'
import { defineTarget, targets } from '@sagellm-benchmark/suite/targets'
import { afterAll, beforeAll, expect, test } from 'vitest'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'suite-perf-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const plan = {
  kind: 'e2e',
  target: { kind: 'simulated', options: { decodeStepMs: 1 } },
  batchSizes: [1, 2],
  scenarios: ['short'],
  rounds: 1,
  maxOutputTokens: 4,
} as const

test('whole requests are measured at every batch size, into a result, a report and records', async () => {
  const outcome = await perf(plan as never, { cwd: folder, outputJson: 'perf.json', outputMarkdown: 'perf.md' })
  expect(outcome).toMatchObject({ failed: false, interrupted: false, path: join(folder, 'perf.json') })
  const file = JSON.parse(await readFile(join(folder, 'perf.json'), 'utf8'))
  expect(file.rows.map((row: { scenario: string }) => row.scenario)).toEqual(['short_b1', 'short_b2'])
  expect(
    file.rows.every(
      (row: { mode: string; flags: string[] }) => row.mode === 'simulated' && row.flags.includes('simulated'),
    ),
  ).toBe(true)
  expect(await readFile(outcome.report, 'utf8')).toContain('short_b2')
})

test('an error in the middle of a measurement ends it; the target is closed', async () => {
  let closed = 0
  const broken = defineTarget({
    kind: 'native',
    description: 'breaks its contract when it is to send',
    open: async ({ target }) => ({
      plan: target,
      client: {
        identity: {
          label: 'broken',
          engine: 'broken',
          model: 'm',
          transport: 'in_process',
          stampSource: 'engine_step',
          simulated: false,
          maxModelLen: null,
          notices: [],
        },
        open: () => Promise.reject(new Error('the engine is gone')),
        send: () => Promise.reject(new Error('never asked')),
        close: async () => {},
      },
      resources: {},
      flags: [],
      process: null,
      observe: null,
      peakMemoryMb: () => null,
      close: async () => void (closed += 1),
    }),
  })
  const native = { ...plan, target: { kind: 'native' } } as never
  await expect(perf(native, { cwd: folder, outputJson: 'broken.json', targets: [broken] })).rejects.toThrow('is gone')
  expect(closed).toBe(1)
})

test('what was measured before an error can be reported from the folder of its records', async () => {
  const simulated = targets.find(({ kind }) => kind === 'simulated') as (typeof targets)[number]
  let opened = 0
  const once = defineTarget({
    kind: 'native',
    description: 'can be opened once',
    open: (how, io) => {
      if (opened++ > 0) throw new Error('the machine is gone')
      return simulated.open({ ...how, target: plan.target } as never, io)
    },
  })
  const native = { ...plan, target: { kind: 'native' }, restarts: 2 } as never
  const options = { cwd: folder, outputJson: 'cut.json', outputMarkdown: 'cut.md', targets: [once] }
  await expect(perf(native, options)).rejects.toThrow('is gone')

  const { text } = await report('cut_records', { cwd: folder, format: 'markdown' })
  expect((await report(folder, { cwd: folder, format: 'markdown' })).text).toBe(text)
  expect(text).toContain('The measurement was cut off: it holds the rows that were done.')
  expect(text).toContain('short_b2')
})

test('one that ends before its first row is done is known for what it is', async () => {
  const own = await mkdtemp(join(folder, 'first-'))
  const seen: string[] = []
  const look = { onRecord: async () => void seen.push((await report(own, { format: 'markdown' })).text) }
  await perf(plan as never, { cwd: own, outputJson: 'first.json', outputMarkdown: 'first.md', observers: [look] })
  await expect.poll(() => seen[0]).toContain('cut off before its first row was done')
})
