import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const exec = promisify(execFile)
const root = resolve(import.meta.dirname, '../../..')
const program = `
const p = percentile([10, 20, 40], 0.75)
if (p !== 30) throw new Error('percentile gave ' + p)
console.log('p75 ' + p)
`

let project: string

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'sagellm-pack-'))
  await writeFile(join(project, 'package.json'), '{"name":"empty","private":true}')
  const tarballs: string[] = []
  for (const name of ['protocol-types', 'metrics']) {
    const { stdout } = await exec('npm', ['pack', '--json', '--pack-destination', project], {
      cwd: join(root, 'packages', name),
    })
    tarballs.push(join(project, (JSON.parse(stdout) as [{ filename: string }])[0].filename))
  }
  await exec('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts', ...tarballs], {
    cwd: project,
  })
  await writeFile(join(project, 'esm.mjs'), `import { percentile } from '@sagellm-benchmark/metrics'${program}`)
  await writeFile(join(project, 'cjs.cjs'), `const { percentile } = require('@sagellm-benchmark/metrics')${program}`)
}, 120_000)

afterAll(() => rm(project, { recursive: true, force: true }))

describe('the metrics package, packed and installed into an empty project', () => {
  test('brings no inference runtime, no command line and nothing native', async () => {
    const installed = await readdir(join(project, 'node_modules'))
    const scoped = await readdir(join(project, 'node_modules/@sagellm-benchmark'))
    expect(scoped.sort()).toEqual(['metrics', 'protocol-types'])
    expect(installed.filter((name) => !name.startsWith('.')).sort()).toEqual(['@sagellm-benchmark', 'zod'])
    const files = await readdir(join(project, 'node_modules'), { recursive: true })
    expect(files.filter((name) => name.endsWith('.node') || name.endsWith('.wasm'))).toEqual([])
  })

  test.each([
    ['Node as ES module', process.execPath, ['esm.mjs']],
    ['Node as CommonJS', process.execPath, ['cjs.cjs']],
    ['Deno', join(root, 'node_modules/.bin/deno'), ['run', '--no-remote', '--node-modules-dir=manual', 'esm.mjs']],
    ['Bun', bun(), ['run', 'esm.mjs']],
  ])('runs under %s', async (_name, command, args) => {
    const { stdout } = await exec(command, args, {
      cwd: project,
      env: { ...process.env, DENO_NO_UPDATE_CHECK: '1', NO_COLOR: '1' },
    })
    expect(stdout.trim()).toBe('p75 30')
  })
})

/** The `bun` shim refuses to start without its install script, which is off here; the binary itself is in the package. */
function bun(): string {
  const name = `@oven/bun-${process.platform}-${process.arch === 'arm64' ? 'aarch64' : 'x64'}`
  return join(root, 'node_modules', name, 'bin/bun')
}
