import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { access, readdir, readFile, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeConnections } from './support/packed-connections.js'
import { packedProject } from './support/packed-project.js'

const exec = promisify(execFile)
const here = resolve(import.meta.dirname, '..')

let project: string
let program: string
let engine: ChildProcess | undefined

beforeAll(async () => {
  project = await packedProject('cli')
  program = join(project, 'node_modules/.bin/sagellm-benchmark')
})

afterAll(async () => {
  engine?.kill()
  await rm(project, { recursive: true, force: true })
})

describe('the program, packed and installed into an empty project', () => {
  test('is one package: nothing of this workspace comes beside it, and no inference runtime', async () => {
    const installed = await readdir(join(project, 'node_modules'))
    expect(installed).toContain('sagellm-benchmark')
    expect(installed).not.toContain('@sagellm-benchmark')
    expect(installed).not.toContain('onnxruntime-node')
    expect(installed).not.toContain('@huggingface')
  })

  test('prints its version', async () => {
    const { version } = JSON.parse(await readFile(join(here, 'package.json'), 'utf8')) as { version: string }
    const { stdout } = await exec(program, ['--version'])
    expect(stdout.trim()).toBe(version)
  })

  test('without the inference runtime the CPU backend names the command that installs it', async () => {
    const failure = await exec(program, ['run', '--workload', 'Q1', '--backend', 'cpu'], { cwd: project }).then(
      () => expect.unreachable(),
      (error: { code: number; stderr: string }) => error,
    )
    expect(failure.code).toBe(1)
    expect(failure.stderr.trim().split('\n')).toHaveLength(1)
    expect(failure.stderr).toContain('npm i @huggingface/transformers@')
  })

  test('without the client of Kubernetes --apply names the command that installs it', async () => {
    const words = [
      'scale',
      'kubernetes',
      '--apply',
      '--image',
      'a:1',
      '--shards',
      '2',
      '--',
      'run',
      '--concurrency',
      '4',
    ]
    const failure = await exec(program, words, { cwd: project }).then(
      () => expect.unreachable(),
      (error: { code: number; stderr: string }) => error,
    )
    expect([failure.code, failure.stderr]).toEqual([
      1,
      'sagellm-benchmark: --apply needs the package @kubernetes/client-node, which is not installed; install it with: npm install @kubernetes/client-node@1\n',
    ])
  })

  test('measures an endpoint with workers, and draws the report and a picture', async () => {
    engine = spawn(program, ['reference-engine', '--port', '0', '--dialect', 'openai', '--decode-step-ms', '1'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const lines = createInterface({ input: engine.stdout! })
    const [ready] = (await once(lines, 'line')) as [string]
    const url = /http:\/\/[^\s,]+/.exec(ready)?.[0]
    expect(url, ready).toBeDefined()

    const run = ['run', '--backend-url', url!, '--workload', 'Q1', '-o', 'results', '--workers', '2', '--quiet']
    await exec(program, run, { cwd: project })
    await exec(program, ['report', '-i', 'results', '--format', 'html', '--output', 'report.html'], { cwd: project })
    const page = await readFile(join(project, 'report.html'), 'utf8')
    expect(page).toContain('Content-Security-Policy')
    await access(join(project, 'results/records.jsonl'))
  })

  describeConnections(() => ({ program, project }))
})
