import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { access, chmod, constants, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ServerProcess, startServer } from './server-process.js'

const root = resolve(import.meta.dirname, '../../..')
const page = await readFile(join(root, 'docs/convergence.md'), 'utf8')

/** The command blocks of the page's templates, as they stand there. */
const templates = [...(page.split('## Command templates')[1] ?? '').matchAll(/```sh\n([\s\S]*?)```/g)].map(
  ([, block]) => (block as string).trim(),
)

/** Little waits: the templates make thousands of requests. */
const engine = ['reference-engine', '--model', 'Qwen/Qwen2.5-0.5B-Instruct', '--max-model-len', '16384']
const quick = [...engine, '--slowdown', '0.02']
const on = ['--paged-path', 'native-ascend']
const off = ['--paged-path', 'off', '--no-shared-stream', '--no-block-tables']

const cases = [
  { title: 'shared stream, before and after', engines: { before: off, after: on } },
  {
    title: 'paged or native path, on and off',
    engines: { torch_fallback: ['--paged-path', 'fallback'], native_ascend: on },
  },
  {
    title: 'several backends',
    engines: { ascend_native: on, kunlun_native: ['--paged-path', 'native'], musa_native: off },
  },
].map((each, at) => ({ ...each, command: templates[at] ?? '' }))

let folder: string
let logsWritable: boolean
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convergence-templates-'))
  const script = join(folder, 'run_benchmark.sh')
  await writeFile(script, `#!/usr/bin/env bash\nexec ${root}/run_benchmark.sh "$@"\n`)
  await chmod(script, 0o755)
  logsWritable = await access('/var/log', constants.W_OK).then(
    () => true,
    () => false,
  )
})
afterAll(() => rm(folder, { recursive: true, force: true }))

function shell(command: string): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((ended) => {
    execFile('bash', ['-c', command], { cwd: folder, maxBuffer: 16_777_216 }, (error, stdout, stderr) => {
      ended({ code: error ? Number(error.code) : 0, stdout, stderr })
    })
  })
}

function isFree(port: number): Promise<boolean> {
  return new Promise((free) => {
    const probe = createServer()
    probe.once('error', () => free(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => free(true)))
  })
}

type Summary = {
  targets: { label: string; summary: Record<string, number>; evidence_gaps: string[] }[]
  verdicts: { target: string; claim: string; path_seen: string; path_seen_in_baseline: string }[]
}

describe('the command templates, as they are written', () => {
  test.each(cases)('$title', async ({ command, engines }) => {
    const ports = [...command.matchAll(/--target (\w+)=http:\/\/127\.0\.0\.1:(\d+)/g)]
    expect(ports.map(([, label]) => label)).toEqual(Object.keys(engines))
    for (const [, , port] of ports) expect(await isFree(Number(port)), `port ${port} is in use`).toBe(true)

    // Where /var/log is not ours to write, the logs lie elsewhere and the command names them there.
    const line = logsWritable ? command : command.replaceAll('/var/log/', `${folder}/`)
    if (!logsWritable) console.warn('/var/log cannot be written: this template ran with its logs in another folder')
    const logs = new Map(
      [...line.matchAll(/--log-file (\w+)=(\S+)/g)].map(([, label, path]) => [label, path as string]),
    )
    const made = [...logs.values()].filter((path) => !existsSync(path))
    const servers: ServerProcess[] = []
    try {
      for (const [, label = '', port = ''] of ports) {
        const log = logs.get(label) ?? join(folder, `${label}.log`)
        const flags = [...quick, ...(engines as Record<string, string[]>)[label]!, '--log-file', log, '--port', port]
        servers.push(await startServer(flags, folder))
      }
      const { code, stdout, stderr } = await shell(line)
      expect(stderr).not.toMatch(/^(sagellm-benchmark|run_benchmark\.sh):/m)
      expect(code).toBe(0)
      const [, out = ''] = /^artifacts: (.+)$/m.exec(stdout) ?? []
      expect(out).toMatch(/benchmark_results\/convergence_\d{8}_\d{6}$/)
      const summary: Summary = JSON.parse(await readFile(join(out, 'validation_summary.json'), 'utf8'))
      expect(summary.targets.map(({ label }) => label)).toEqual(Object.keys(engines))
      for (const { summary: figures } of summary.targets) {
        for (const value of Object.values(figures)) expect(value).toBeGreaterThan(0)
      }
      expectShown(summary, logs.size > 0)
      for (const name of ['VALIDATION.md', 'comparison.md', 'REPRODUCE.sh', 'SHA256SUMS'])
        expect(existsSync(join(out, name))).toBe(true)
    } finally {
      await Promise.all(servers.map((server) => server.stop('SIGTERM')))
      await Promise.all(made.map((path) => rm(path, { force: true })))
    }
  })
})

/** What is certain whatever the machine: which paths ran, and which probes there were. */
function expectShown({ targets, verdicts }: Summary, withLogs: boolean): void {
  const paged = verdicts.find(({ claim }) => claim === 'paged_or_native_path_usage')
  expect(paged?.path_seen).toBe('yes')
  for (const { evidence_gaps: gaps } of targets) expect(gaps.includes('missing_log_probe')).toBe(!withLogs)
  if (withLogs) expect(paged?.path_seen_in_baseline).toBe('none')
}
