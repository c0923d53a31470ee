import { expect, test } from 'vitest'
import { runCase } from '../cases/run-case.js'
import { expectPlain } from './expect-plain.js'
import { tokenCounts } from './hostile-models.js'
import { infoPages, metricsPages } from './hostile-pages.js'

test.each(metricsPages)('/metrics is %s: the run is whole, and says what is not known', async (_, script, says) => {
  const { code, stdout, stderr } = await runCase({ routes: { 'GET /metrics': script } }, ['--num-prompts', '2'])
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toContain('2 ok · 0 failed')
  expect(/^.*server: .*$/m.exec(stdout)?.[0]).toMatch(says)
  expectPlain(stdout)
})

test('a /metrics that answers nothing is asked before and after, and not once a second', async () => {
  let asked = 0
  const routes = { 'GET /metrics': () => void (asked += 1) }
  await runCase({ routes }, ['--num-prompts', '2'])
  expect(asked).toBeLessThanOrEqual(2)
})

test.each(infoPages)('/info is %s: the run is whole, and believes none of it', async (_, script) => {
  const { code, stdout, stderr } = await runCase({ routes: { 'GET /info': script } }, ['--num-prompts', '2'])
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toContain('2 ok · 0 failed')
  expect(stdout).not.toContain('owned')
  expectPlain(stdout)
})

test.each(tokenCounts)('/tokenize is %s: lengths are estimates', async (_, script, says) => {
  const routes = { 'POST /tokenize': script }
  const { code, stdout, stderr } = await runCase({ routes }, ['--num-prompts', '2', '--dialect', 'vllm'])
  expect(code).toBe(0)
  expect(stdout).toContain('2 ok · 0 failed')
  expect(stderr.trim()).toMatch(says)
})
