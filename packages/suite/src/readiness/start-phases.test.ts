import { expect, test } from 'vitest'
import { startPhases } from './start-phases.js'

/** Lines of vLLM 0.6 (seconds, secs) and of 0.11 (s), with two ranks. */
const older = `INFO 11-03 15:47:40 loader.py:99] Loading weights took 3.22 seconds
INFO 11-03 15:47:45 [model_runner.py:1671] Graph capturing finished in 2 secs, took 0.11 GiB
INFO 11-03 15:47:45 [llm_engine.py:428] init engine (profile, create kv cache, warmup model) took 28.44 seconds`
const newer = `(Worker_TP0 pid=7) INFO Loading weights took 18.35 seconds
(Worker_TP1 pid=8) INFO Loading weights took 22.99 seconds
torch.compile took 14.67 s in total
init engine (profile, create kv cache, warmup) took 55.81 s (compilation: 14.67 s)`

test('the parts of a start are read from the log of vLLM, of the slowest rank', () => {
  expect(startPhases(older)).toEqual({
    weightLoadS: 3.22,
    torchCompileS: null,
    graphCaptureS: 2,
    engineProfileWarmupS: 28.44,
  })
  expect(startPhases(newer)).toEqual({
    weightLoadS: 22.99,
    torchCompileS: 14.67,
    graphCaptureS: null,
    engineProfileWarmupS: 55.81,
  })
})

test('a log that names none says nothing', () => {
  expect(Object.values(startPhases('Application startup complete.'))).toEqual([null, null, null, null])
})

test('a number that no start takes is none', () => {
  const log = `Loading weights took ${'9'.repeat(400)} seconds\nLoading weights took 3 seconds\n`
  expect(startPhases(log).weightLoadS).toBe(3)
})
