import { expect, test } from 'vitest'
import { runCase } from '../cases/run-case.js'
import { expectPlain } from './expect-plain.js'
import { hostileAnswers } from './hostile-answers.js'
import { modelLists } from './hostile-models.js'

const limits = ['--first-token-timeout', '2', '--request-timeout', '30', '--no-ready-check']

test.each(hostileAnswers)('an answer with %s', async (_, script, outcome) => {
  const { code, stdout, stderr, records } = await runCase({ streams: [script] }, ['--num-prompts', '1', ...limits])
  expect(records).toHaveLength(1)
  const [{ error_class: failed, output_tokens: tokens }] = records as [(typeof records)[number]]
  expect(failed ?? 'ok').toBe(outcome)
  expect(tokens).toBe(outcome === 'ok' ? 10 : null)
  expect(code).toBe(outcome === 'ok' ? 0 : 1)
  expectPlain(stdout + stderr)
})

test.each(modelLists)('/v1/models is %s', async (_, script, says) => {
  const routes = { 'GET /v1/models': script }
  const { code, stdout, stderr } = await runCase({ routes }, ['--num-prompts', '2', '--server-wait', '1'])
  expect(stdout + stderr).toMatch(says)
  expect(code === 0).toBe(says.source.startsWith('2 ok'))
  expect(stderr.split('\n').length).toBeLessThanOrEqual(2)
  expectPlain(stdout + stderr)
})
