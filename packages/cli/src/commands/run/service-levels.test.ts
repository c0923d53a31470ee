import { expect, test } from 'vitest'
import { parseServiceLevels } from './service-levels.js'

test('service levels are read in the spelling of vLLM, of AIPerf and of METRICS.md', () => {
  expect(parseServiceLevels(['ttft:200', 'tpot:50.5'])).toEqual([
    { metric: 'ttft_ms', maxMs: 200 },
    { metric: 'tpot_ms', maxMs: 50.5 },
  ])
  expect(parseServiceLevels(['ttft_ms<=200,tbt_ms<=50'])).toEqual([
    { metric: 'ttft_ms', maxMs: 200 },
    { metric: 'tbt_ms', maxMs: 50 },
  ])
})

test('an unknown metric or a limit of nothing is refused with the names there are', () => {
  expect(() => parseServiceLevels(['speed:1'])).toThrow(/--goodput/)
  expect(() => parseServiceLevels(['ttft:0'])).toThrow(/--goodput/)
})

test('a limit on a figure of the run is none on a request', () => {
  expect(() => parseServiceLevels(['ttft.p99<500'])).toThrow(
    expect.objectContaining({ hint: expect.stringContaining("--threshold 'ttft.p99<500ms'") }),
  )
})
