import { execFile } from 'node:child_process'
import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { packedProject } from './support/packed-project.js'
import { bun, deno, quietRuntime } from './support/runtimes.js'

const exec = promisify(execFile)
const program = `
const p = percentile([10, 20, 40], 0.75)
if (p !== 30) throw new Error('percentile gave ' + p)
console.log('p75 ' + p)
`

let project: string

beforeAll(async () => {
  project = await packedProject('protocol-types', 'metrics')
  await writeFile(join(project, 'esm.mjs'), `import { percentile } from '@sagellm-benchmark/metrics'${program}`)
  await writeFile(join(project, 'cjs.cjs'), `const { percentile } = require('@sagellm-benchmark/metrics')${program}`)
})

afterAll(() => rm(project, { recursive: true, force: true }))

describe('the metrics package, packed and installed into an empty project', () => {
  test('brings no inference runtime, no command line and nothing native', async () => {
    const installed = await readdir(join(project, 'node_modules'))
    const scoped = await readdir(join(project, 'node_modules/@sagellm-benchmark'))
    expect(scoped.sort()).toEqual(['metrics', 'protocol-types'])
    expect(installed.filter((name) => !name.startsWith('.')).sort()).toEqual([
      '@sagellm-benchmark',
      'simple-statistics',
      'zod',
    ])
    const files = await readdir(join(project, 'node_modules'), { recursive: true })
    expect(files.filter((name) => name.endsWith('.node') || name.endsWith('.wasm'))).toEqual([])
  })

  test.each([
    ['Node as ES module', process.execPath, ['esm.mjs']],
    ['Node as CommonJS', process.execPath, ['cjs.cjs']],
    ['Deno', deno, ['run', '--no-remote', '--node-modules-dir=manual', 'esm.mjs']],
    ['Bun', bun, ['run', 'esm.mjs']],
  ])('runs under %s', async (_name, command, args) => {
    const { stdout } = await exec(command, args, { cwd: project, env: quietRuntime })
    expect(stdout.trim()).toBe('p75 30')
  })
})
