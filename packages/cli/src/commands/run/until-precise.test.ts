import { expect, test } from 'vitest'
import type { CommandIo } from '../../command/define-command.js'
import { planFromOptions } from './plan-from-options.js'
import { resolvePlan } from './resolve-plan.js'
import { RunOptions } from './run-options.js'

const plan = (flags: Record<string, unknown>) =>
  planFromOptions(RunOptions.parse({ concurrency: 2, ...flags }), { trace: null, workloadFile: null })

test('a precision is a percentage, with or without its sign', () => {
  expect(plan({ untilPrecise: '3%' })).toMatchObject({ rounds: 60, untilPrecise: { target: 0.03 } })
  expect(plan({ untilPrecise: '2.5', repeat: 12 })).toMatchObject({ rounds: 12, untilPrecise: { target: 0.025 } })
})

test('fewer rounds than dependence can be seen in are refused, one as well', () => {
  for (const repeat of [1, 11])
    expect(() => plan({ untilPrecise: '3%', repeat })).toThrow(
      expect.objectContaining({ message: `--repeat cannot be ${repeat}` }),
    )
})

test.each(['0%', '0', '-3%', '100%', '150', 'NaN', 'Infinity', '3%%', ''])('%j is refused in plain words', (given) => {
  expect(() => plan({ untilPrecise: given })).toThrow(
    expect.objectContaining({
      code: 'invalid_argument',
      message: `--until-precise cannot be "${given}"`,
      hint: 'give a percentage above 0 and below 100, such as 3%',
    }),
  )
})

test('a figure that cannot exist is refused before anything is measured', async () => {
  const io = { cwd: '.' } as CommandIo
  const resolving = (flags: Record<string, unknown>) =>
    resolvePlan(
      RunOptions.parse({ backendUrl: 'http://127.0.0.1:1/v1', concurrency: 2, untilPrecise: '3%', ...flags }),
      io,
    )
  await expect(resolving({ stream: false })).rejects.toThrow('cannot wait for avg_ttft_ms in custom')
  await expect(resolving({ preciseMetric: 'goodput_rps' })).rejects.toThrow('no service level')
  const good = { preciseMetric: 'goodput_rps', goodput: ['ttft:200'] }
  await expect(resolving(good)).rejects.toThrow('run into each other')
  expect((await resolving({ ...good, concurrency: undefined, batchSize: 2 })).plan.rounds).toBe(60)
})
