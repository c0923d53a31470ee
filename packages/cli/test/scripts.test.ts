import { execFile } from 'node:child_process'
import { chmod, cp, mkdir, mkdtemp, readFile, readlink, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { core } from '../src/command/core-schema.js'
import { flagName } from '../src/command/flags.js'
import { ConvergenceOptions } from '../src/commands/convergence/convergence-options.js'
import { RunOptions } from '../src/commands/run/run-options.js'

const root = resolve(import.meta.dirname, '../../..')
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scripts-'))
  return () => rm(folder, { recursive: true, force: true })
})

async function program(path: string, text: string): Promise<void> {
  const file = join(folder, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, `#!/usr/bin/env bash\n${text}\n`)
  await chmod(file, 0o755)
}

function execute(path: string, args: readonly string[], env: Record<string, string> = {}) {
  const { HF_TOKEN: _, ...clean } = process.env
  return new Promise<{ code: number; stdout: string; stderr: string }>((ended) => {
    execFile(path, args, { cwd: folder, env: { ...clean, ...env } }, (error, stdout, stderr) =>
      ended({ code: error ? Number(error.code) : 0, stdout, stderr }),
    )
  })
}

describe('run_benchmark.sh', () => {
  beforeEach(async () => {
    await cp(join(root, 'run_benchmark.sh'), join(folder, 'run_benchmark.sh'))
    await program('scripts/sagellm-benchmark', 'printf "<%s>" "$@"; echo')
  })
  const run = (args: string[], env = {}) => execute(join(folder, 'run_benchmark.sh'), args, env)

  test.each([
    [[], '<run><--output><benchmark_results>'],
    [['out'], '<run><--output><out>'],
    [['--workload', 'Q1', 'out'], '<run><--output><out><--workload><Q1>'],
    [['--quiet', 'out'], '<run><--output><out><--quiet>'],
    [['--no-stream', '--seed=3', 'out'], '<run><--output><out><--no-stream><--seed=3>'],
    [['--goodput', 'ttft:200', 'tpot:50'], '<run><--output><benchmark_results><--goodput><ttft:200><tpot:50>'],
    [['--output-dir=a b', '--backend', 'cpu'], '<run><--output><a b><--backend><cpu>'],
    [
      [
        '--profile',
        'convergence',
        '--target',
        'a=x',
        '--batch-size',
        '1',
        '--batch-size',
        '2',
        '--prompt-cleanup',
        'out',
      ],
      '<convergence><run><--output-dir><out><--target><a=x><--batch-size><1><--batch-size><2><--prompt-cleanup>',
    ],
  ])('%j', async (args, expected) => {
    expect(await run(args)).toEqual({ code: 0, stdout: `${expected}\n`, stderr: '' })
  })

  test('refuses what it does not know, in one line', async () => {
    for (const args of [['--profile', 'slow'], ['--upload-hf', 'maybe'], ['--output-dir'], ['a', 'b']]) {
      const { code, stdout, stderr } = await run(args)
      expect([code, stdout]).toEqual([2, ''])
      expect(stderr).toMatch(/^run_benchmark\.sh: .*\n$/)
    }
  })

  test('hands the results to upload-hf always, or where there is a token, or never', async () => {
    const upload = '<upload-hf><--input><out>'
    expect((await run(['--upload-hf', 'always', 'out'])).stdout).toContain(`${upload}<--no-dry-run>`)
    expect((await run(['out'], { HF_TOKEN: 'x' })).stdout).toContain(`${upload}\n`)
    expect((await run(['--upload-hf', 'never', 'out'], { HF_TOKEN: 'x' })).stdout).not.toContain('upload-hf')
    await program('scripts/sagellm-benchmark', 'exit 3')
    expect((await run(['--upload-hf', 'always', 'out'])).code).toBe(3)
  })

  test('knows every flag of its two commands that takes no value', async () => {
    const [, listed = ''] =
      /switch\(\) \{\n[^]*?in\n\s+([^]*?)\) return 0/.exec(await readFile(join(root, 'run_benchmark.sh'), 'utf8')) ?? []
    const known = listed.split(/[|\s\\]+/)
    const shapes = { ...RunOptions.shape, ...ConvergenceOptions.shape } as Record<string, z.ZodType>
    const switches = Object.entries(shapes).flatMap(([key, schema]) =>
      core(schema).type === 'boolean' ? [flagName(key)] : [],
    )
    expect(switches.length).toBeGreaterThan(15)
    for (const flag of switches) expect(known).toContain(flag)
  })
})

describe('quickstart.sh', () => {
  beforeEach(async () => {
    await cp(join(root, 'quickstart.sh'), join(folder, 'quickstart.sh'))
    await mkdir(join(folder, 'tools'))
    await writeFile(join(folder, 'tools/build-cli.mjs'), 'console.log("built")')
    await mkdir(join(folder, 'packages/cli'), { recursive: true })
    await writeFile(join(folder, 'packages/cli/package.json'), '{"name":"sagellm-benchmark","version":"0.0.1"}')
    await execute('git', ['init', '--quiet'])
    await mkdir(join(folder, 'global/lib'), { recursive: true })
  })
  const start = (...args: string[]) =>
    execute(join(folder, 'quickstart.sh'), args, { npm_config_prefix: join(folder, 'global') })
  const hooks = async () => (await execute('git', ['config', 'core.hooksPath'])).stdout.trim()
  const installed = () => join(folder, 'global/lib/node_modules/sagellm-benchmark')
  const linked = () =>
    readlink(installed()).then(
      (target) => resolve(dirname(installed()), target),
      () => null,
    )

  test('--doctor and --standard change nothing outside, and say what is there', async () => {
    const doctor = await start('--doctor')
    expect(doctor).toMatchObject({ code: 0, stderr: '' })
    expect(doctor.stdout).toMatch(/node +v\d+/)
    expect(doctor.stdout).not.toContain('built')
    expect((await start('--standard')).stdout).toContain('built')
    expect([await linked(), await hooks()]).toEqual([null, ''])
    expect((await start('--fast')).code).toBe(2)
  })

  test('without a flag links the program and uses the hooks; an earlier install is replaced only when asked', async () => {
    await mkdir(installed(), { recursive: true })
    await writeFile(join(installed(), 'package.json'), '{"name":"sagellm-benchmark","version":"0.0.0"}')
    expect((await start('--skip-hooks')).stdout).toContain('--yes replaces it')
    expect((await start('--skip-hooks', '--skip-cleanup', '--yes')).stdout).toContain('is not linked')
    expect([await linked(), await hooks()]).toEqual([null, ''])
    expect((await start('--dev', '--yes')).code).toBe(0)
    expect([await linked(), await hooks()]).toEqual([join(folder, 'packages/cli'), 'hooks'])
  })

  test('hooks that are in use stay', async () => {
    await execute('git', ['config', 'core.hooksPath', 'mine'])
    expect((await start('--skip-cleanup')).stdout).toContain('git hooks: mine stays in use')
    expect(await hooks()).toBe('mine')
  })
})

test('the hooks look at what is committed, and at the types of all', async () => {
  await execute('git', ['init', '--quiet'])
  await program('bin/npx', `printf '%s\\n' "$*" >> "${folder}/calls"; [[ "$*" != *bad.ts* ]]`)
  const env = { PATH: `${folder}/bin:${process.env['PATH']}` }
  const hook = (name: string) => execute(join(root, 'hooks', name), [], env)
  expect((await hook('pre-commit')).code).toBe(0)
  for (const name of ['a b.ts', 'c.json', 'd.md', 'loose.ts']) await writeFile(join(folder, name), '')
  await execute('git', ['add', 'a b.ts', 'c.json', 'd.md'])
  expect((await hook('pre-commit')).code).toBe(0)
  expect((await hook('pre-push')).code).toBe(0)
  expect((await readFile(join(folder, 'calls'), 'utf8')).trim().split('\n')).toEqual([
    'biome format --no-errors-on-unmatched a b.ts c.json',
    'eslint --no-warn-ignored a b.ts',
    'tsc -b tsconfig.json --emitDeclarationOnly',
  ])
  await writeFile(join(folder, 'bad.ts'), '')
  await execute('git', ['add', 'bad.ts'])
  expect((await hook('pre-commit')).code).not.toBe(0)
})

test('publish_pipeline.sh shows its commands, and takes the flags of the original', async () => {
  const script = join(root, 'scripts/publish_pipeline.sh')
  const flags = [
    '--model',
    'M',
    '--backend',
    'cpu',
    '--workload',
    'Q1',
    '--hf-dataset',
    'o/n',
    '--no-commit',
    '--dry-run',
  ]
  expect((await execute(script, flags)).stdout.split('\n')).toEqual([
    'sagellm-benchmark run --model M --backend cpu --workload Q1',
    'sagellm-benchmark aggregate',
    'sagellm-benchmark upload-hf --dataset o/n --no-dry-run',
    '',
  ])
  const local = await execute(script, ['--skip-run', '--local-only', '--dry-run'])
  expect(local.stdout).toBe('sagellm-benchmark aggregate\n')
  expect((await execute(script, ['--fast'])).code).toBe(2)
})

test.each([
  ['compare_performance_baseline.py', '--baseline'],
  ['run_nonstream_compare.py', '--warmup-rounds'],
])('%s is the command', async (name, flag) => {
  const { code, stdout } = await execute('python3', [join(root, 'scripts', name), '--help'])
  expect(code).toBe(0)
  expect(stdout).toContain(flag)
})
