import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { runInProcess } from './support/run-in-process.js'

const cwd = tmpdir()

test.each([
  [['vllm-compare', 'container', 'x', '--dry-run'], '--action cannot be "x"; give start, stop, status, logs or pull'],
  [['compare', '--margin', '0'], '--margin cannot be 0; give a number above 0 and below 100'],
  [['compare', '--batch-size', '1.5'], '--batch-size cannot be 1.5; give a whole number above 0'],
])('%o is answered in plain words', async (words, message) => {
  const { code, stderr } = await runInProcess(words, { cwd })
  expect(code).toBe(2)
  expect(stderr).toContain(message)
})

test.each([
  [{ VLLM_PORT: '80;id' }, 'a port from 1 to 65535'],
  [{ VLLM_PORT: '65536' }, 'a port from 1 to 65535'],
  [{ VLLM_MAX_MODEL_LEN: '4k' }, 'a whole number above 0'],
  [{ VLLM_GPU_MEMORY_UTILIZATION: '85' }, 'a share above 0 and up to 1'],
  [{ VLLM_DOCKER_AUTO_REMOVE: 'yes' }, '0 or 1'],
])('%o is answered with what would do', async (env, message) => {
  const { code, stderr } = await runInProcess(['vllm-compare', 'container', 'start', '--dry-run'], {
    cwd,
    env: env as Record<string, string>,
  })
  expect(code).toBe(2)
  expect(stderr).toContain(Object.keys(env)[0])
  expect(stderr).toContain(message)
  expect(stderr).not.toMatch(/NaN|expected/)
})
