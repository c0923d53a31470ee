import { execFileSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runInProcess } from './support/run-in-process.js'
import { runProgram, startProgram } from './support/start-program.js'

// Nothing answers there: what is refused is refused before the endpoint is looked for.
const nowhere = ['--backend-url', 'http://127.0.0.1:9/v1', '--server-wait', '0']

let cwd: string
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'sagellm-files-'))
  await writeFile(join(cwd, 'afile'), 'mine')
})
afterAll(() => rm(cwd, { recursive: true, force: true }))

test.each([
  ['run', ['--output'], nowhere],
  ['run', ['--output-json'], nowhere],
  ['run', ['--plot', '--plot-dir'], nowhere],
  ['perf', ['--output-json'], ['--type', 'operator']],
  ['perf', ['--output-markdown'], ['--type', 'operator']],
  ['perf', ['--plot', '--plot-dir'], ['--type', 'operator']],
  ['compare', ['--output-dir'], ['--target', 'a=http://127.0.0.1:9/v1', '--target', 'b=http://127.0.0.1:9/v1']],
  ['calibrate', ['--output'], []],
  ['report', ['--output'], ['--input', 'afile']],
  ['report', ['--plot', '--plot-dir'], ['--input', 'afile']],
  ['perf-compare', ['--report-md'], ['--baseline', 'afile', '--current', 'afile']],
  ['reference-engine', ['--log-file'], ['--port', '0']],
])('%s %j where nothing can be written is refused in one line before any work', async (command, flags, others) => {
  const path = process.platform === 'linux' ? '/proc/no-such-folder/x' : 'afile/x'
  const words = [command, ...others, ...flags, path]
  const { code, stdout, stderr } = await runInProcess(words, { cwd, env: process.env })
  expect(stderr).toMatch(/cannot write .*x: .* \(ENOENT|ENOTDIR\)/)
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect([code, stdout]).toEqual([2, ''])
  expect(await readdir(cwd)).toEqual(['afile'])
})

test.skipIf(process.platform !== 'linux')('a pipe that nobody writes into does not outlive the signals', async () => {
  const pipe = join(cwd, 'pipe')
  execFileSync('mkfifo', [pipe])
  const program = startProgram(['report', '--input', pipe], { cwd })
  // A signal before its handlers are there would end it as it ends any program. That of SIGHUP is never the runtime's own.
  await program.until(async () => {
    const caught = /SigCgt:\s*([\da-f]+)/.exec(await readFile(`/proc/${program.pid}/status`, 'utf8'))?.[1]
    return (BigInt(`0x${caught ?? 0}`) & 1n) !== 0n
  })
  for (const _ of Array(3)) {
    program.kill('SIGTERM')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const { code, signal } = await program.ended
  expect(code ?? signal).toBe('SIGINT')
  expect((await stat(pipe)).isFIFO()).toBe(true)
  await rm(pipe)
})

test.skipIf(process.platform !== 'linux')('a device that does not end is refused where a file is read', async () => {
  const { code, stderr } = await runProgram(['report', '--input', '/dev/zero'], { cwd })
  expect(stderr).toContain('/dev/zero does not end')
  expect(code).toBe(2)
})
