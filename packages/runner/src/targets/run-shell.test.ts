import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { liveProcesses } from './process-table.js'
import { runShell } from './run-shell.js'

/** Only ends what hangs. */
const patience = { timeout: 120_000 }

let cwd: string
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'run-shell-'))
})
afterEach(() => rm(cwd, { recursive: true, force: true }))

test('a command that is cut off leaves nothing of what it started', async () => {
  const controller = new AbortController()
  // Bash waits for it, so that a signal to bash alone would leave it.
  const running = runShell('sleep 300 & echo $! > pid; wait', { cwd, signal: controller.signal })
  const ended = expect(running).rejects.toMatchObject({ code: 'cancelled' })
  const pid = await vi.waitFor(async () => {
    const text = await readFile(join(cwd, 'pid'), 'utf8')
    expect(text).toMatch(/^\d+\n$/)
    return Number(text)
  }, patience)
  controller.abort()
  await ended
  expect(liveProcesses().some((each) => each.pid === pid)).toBe(false)
})

test('a command that fails is told with its last words, without a key', async () => {
  const signal = new AbortController().signal
  await expect(runShell('true', { cwd, signal })).resolves.toBeUndefined()
  await expect(runShell('echo no --api-key sk-0123456789abcdef; exit 4', { cwd, signal })).rejects.toMatchObject({
    code: 'unavailable',
    message: 'the command before a cold start ended with exit code 4:\nno --api-key [redacted]',
  })
})
