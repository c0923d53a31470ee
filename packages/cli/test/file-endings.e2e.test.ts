import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runInProcess } from './support/run-in-process.js'
import { runProgram, startProgram } from './support/start-program.js'

// Nothing answers there: what is refused is refused before the endpoint is looked for.
const nowhere = ['--backend-url', 'http://127.0.0.1:9/v1', '--server-wait', '0']

const program = resolve(import.meta.dirname, '../dist/bin.js')

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
  const running = startProgram(['report', '--input', pipe], { cwd })
  // A signal before its handlers are there would end it as it ends any program. That of SIGHUP is never the runtime's own.
  await running.until(async () => {
    const caught = /SigCgt:\s*([\da-f]+)/.exec(await readFile(`/proc/${running.pid}/status`, 'utf8'))?.[1]
    return (BigInt(`0x${caught ?? 0}`) & 1n) !== 0n
  })
  for (const _ of Array(3)) {
    running.kill('SIGTERM')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const { code, signal } = await running.ended
  expect(code ?? signal).toBe('SIGINT')
  expect((await stat(pipe)).isFIFO()).toBe(true)
  await rm(pipe)
})

test.skipIf(process.platform !== 'linux')('a device that does not end is refused where a file is read', async () => {
  const { code, stderr } = await runProgram(['report', '--input', '/dev/zero'], { cwd })
  expect(stderr).toContain('/dev/zero does not end')
  expect(code).toBe(2)
})

describe.skipIf(process.platform !== 'linux')('a result of perf that is handed on', () => {
  const operator = [
    'perf',
    '--type',
    'operator',
    '--operator',
    'linear',
    '--iterations',
    '1',
    '--warmup',
    '0',
    '--quiet',
  ]
  const requests = ['perf', '--type', 'e2e', '--simulate', '--scenario', 'short', '--batch-size', '1', '--rounds', '1']

  /** What a reader gets behind the pipe of a shell; a program that waits for what it wrote itself is ended. */
  const piped = (words: readonly string[], output: string, folder: string) =>
    execFileSync('sh', ['-c', `"$@" ${output} | cat`, 'sh', process.execPath, program, ...words], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 100_000,
      killSignal: 'SIGKILL',
    })

  test.each([
    ['operators', operator, '/dev/stdout'],
    ['operators with plots', [...operator, '--plot', '--plot-format', 'svg'], '/dev/stdout'],
    ['whole requests', [...requests, '--max-output-tokens', '4', '--quiet'], '/dev/fd/1'],
  ])(
    '%s are written into standard output once, and not read back',
    async (_name, words, path) => {
      const folder = await mkdtemp(join(tmpdir(), 'sagellm-piped-'))
      const printed = piped([...words, '--output-json', path], '', folder)
      expect(printed.match(/"schema_version"/g)).toHaveLength(1)
      expect(JSON.parse(printed.slice(0, printed.indexOf('\n}\n') + 3))).toMatchObject({ kind: expect.any(String) })
      expect(printed).toContain(`result: ${path}`)
      const left = await readdir(join(folder, 'benchmark_results'))
      expect(left).toContain('perf_report.md')
      expect(left).not.toContain('perf_results.json')
      if (words.includes('e2e')) expect(left).toContain('perf_piped_records')
      expect(await readdir('/dev')).not.toContainEqual(expect.stringContaining('_records'))
      await rm(folder, { recursive: true })
    },
    120_000,
  )

  test('a named pipe gets it once and stays a pipe', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sagellm-piped-'))
    execFileSync('mkfifo', [join(folder, 'pipe')])
    piped([...operator, '--output-json', 'pipe'], '& cat pipe > copy; wait', folder)
    expect(JSON.parse(await readFile(join(folder, 'copy'), 'utf8'))).toMatchObject({ kind: 'operator' })
    expect((await stat(join(folder, 'pipe'))).isFIFO()).toBe(true)
    await rm(folder, { recursive: true })
  }, 120_000)
})

test.skipIf(process.platform !== 'linux').each([
  ['run', '--output-json', nowhere],
  ['perf', '--output-json', ['--type', 'operator']],
  ['perf', '--output-markdown', ['--type', 'operator']],
  ['report', '--output', ['--input', 'afile', '--format', 'json']],
])('%s %s into a descriptor that is not open is refused in one line before any work', async (command, flag, others) => {
  const { code, stdout, stderr } = await runInProcess([command, ...others, flag, '/dev/fd/99999'], {
    cwd,
    env: process.env,
  })
  expect([code, stdout, stderr.trim().split('\n').length]).toEqual([2, '', 1])
  expect(stderr).toContain('cannot write /dev/fd/99999: no such descriptor is open for it (EBADF)')
})

describe.skipIf(process.platform !== 'linux')('a file that is read may be a pipe, or is refused in one line', () => {
  /** The program by the shell that makes pipes of commands; one that waits for what nobody writes is ended. */
  const shell = (line: string) => {
    const { status, stdout, stderr } = spawnSync('bash', ['-c', line], {
      ...{ cwd, encoding: 'utf8', timeout: 100_000, killSignal: 'SIGKILL' },
      env: { ...process.env, PROGRAM: program, NODE: process.execPath },
    })
    return { code: status, stdout, stderr }
  }
  const ours = '"$NODE" "$PROGRAM"'
  const rows = `<(printf '{"prompt": "one"}\\n{"prompt": "two"}\\n')`
  const times = `<(printf '1\\n2\\n3\\n')`

  test.each([
    ['a data set', `run --backend-url http://127.0.0.1:9/v1 --dataset-path ${rows}`],
    ['a trace', `run --backend-url http://127.0.0.1:9/v1 --trace ${times}`],
    ['sessions', `run --backend-url http://127.0.0.1:9/v1 --session-file ${rows}`],
  ])(
    '%s is looked at again and again, and refused',
    (_name, words) => {
      const { code, stdout, stderr } = shell(`${ours} ${words} --output piped`)
      expect([code, stdout, stderr.trim().split('\n').length]).toEqual([2, '', 1])
      expect(stderr).toMatch(/is a pipe, which gives its rows once.*write what it gives into a file/)
    },
    120_000,
  )

  test('a config is read once', () => {
    const { code, stdout, stderr } = shell(
      `${ours} run --dry-run --backend-url http://127.0.0.1:9/v1 --config <(printf 'num-prompts: 7\\n')`,
    )
    expect([code, stderr]).toEqual([0, ''])
    expect(JSON.parse(stdout).workloads[0].requests).toBe(7)
  }, 120_000)

  test('a line to translate names a pipe', () => {
    const limits = `<(printf '[{"p99_ttft_ms": "<=500"}]')`
    const line = `translate vllm bench sweep serve_sla --bench-cmd 'vllm bench serve --model m --random-input-len 8' --sla-params ${limits}`
    const { code, stdout } = shell(`${ours} ${line}`)
    expect([code, stdout]).toEqual([0, expect.stringContaining('ttft.p99<=500')])
  }, 120_000)

  test('a line to translate names a pipe that nobody writes into: the signals end it', async () => {
    const pipe = join(cwd, 'unwritten')
    execFileSync('mkfifo', [pipe])
    const line = [
      'vllm',
      'bench',
      'sweep',
      'serve_sla',
      '--bench-cmd',
      'vllm bench serve --model m',
      '--sla-params',
      pipe,
    ]
    const running = startProgram(['translate', ...line], { cwd })
    await running.until(async () => {
      const caught = /SigCgt:\s*([\da-f]+)/.exec(await readFile(`/proc/${running.pid}/status`, 'utf8'))?.[1]
      return (BigInt(`0x${caught ?? 0}`) & 1n) !== 0n
    })
    for (const _ of Array(3)) {
      running.kill('SIGTERM')
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    const { code, signal } = await running.ended
    expect(code ?? signal).toBe('SIGINT')
    await rm(pipe)
  }, 120_000)
})
