import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readWorkflow, runJob } from './support/run-workflow.js'

const root = resolve(import.meta.dirname, '../../..')
const file = resolve(root, '.github/workflows/ci.yml')

test('CI checks with the oldest Node that the manifests allow', async () => {
  const workflow = await readFile(file, 'utf8')
  const manifest = JSON.parse(await readFile(resolve(root, 'package.json'), 'utf8')) as { engines: { node: string } }

  const [, versions] = /^\s+node: \[(.+)\]$/m.exec(workflow) ?? []
  const tested = versions?.split(',').map((each) => each.trim().replaceAll('"', ''))

  expect(tested?.[0]).toBe(manifest.engines.node.replace('>=', ''))
})

/**
 * The steps as GitHub would run them, up to what this very test is part of: the check of the workspace, its builds, and the tests of the packed
 * libraries only note that they were called. Programs of the runner note what they were asked.
 */
describe('the steps of ci.yml', () => {
  let folder: string
  let env: Record<string, string>
  const at = (name: string) => join(folder, name)
  const calls = () => readFileSync(at('calls'), 'utf8').trim().split('\n')

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ci-'))
    for (const name of ['.ci', 'package.json', 'tools/runtime-test.mjs'])
      cpSync(join(root, name), at(name), { recursive: true })
    symlinkSync(join(root, 'packages'), at('packages'))
    writeFileSync(at('tools/install.mjs'), 'export const install = () => {}\n')
    writeFileSync(at('tools/nx.mjs'), 'export const nx = async () => 0\n')
    writeFileSync(
      at('tools/test.mjs'),
      `import { appendFileSync } from 'node:fs'\nappendFileSync('calls', 'the check\\n')\nprocess.exitCode = Number(process.env.FAILS ?? 0)\n`,
    )
    mkdirSync(at('bin'))
    program('sudo', `[[ "$1 $2" != "apt-get install" || -z "\${NO_CHROMIUM:-}" ]]`)
    for (const name of ['google-chrome', 'bun', 'deno']) program(name, 'true')
    program('npx', 'true', '$* with ${BUN_PATH:-}${DENO_PATH:-}')
    env = { PATH: `${at('bin')}:${process.env['PATH'] ?? ''}`, HOME: folder }
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  function program(name: string, ends: string, noted = '$*') {
    writeFileSync(at(`bin/${name}`), `#!/usr/bin/env bash\necho "${name} ${noted}" >> "${at('calls')}"\n${ends}\n`)
    chmodSync(at(`bin/${name}`), 0o755)
  }
  const run = async (job: string, more: Record<string, string> = {}) =>
    (await runJob(await readWorkflow(file), job, { folder, values: {}, env: { ...env, ...more } })).map(
      ({ code }) => code,
    )

  test('check: a browser, then the one check', async () => {
    expect(await run('check')).toEqual([0, 0])
    expect(calls()).toEqual(['sudo apt-get install -y --no-install-recommends chromium', 'the check'])
  })

  test('check: where Debian has no browser the one of the runner is taken', async () => {
    expect(await run('check', { NO_CHROMIUM: '1' })).toEqual([0, 0])
    expect(calls()[1]).toBe(`sudo ln -s ${at('bin/google-chrome')} /usr/bin/chromium`)
  })

  test('check: fails where the check fails', async () => {
    expect(await run('check', { FAILS: '1' })).toEqual([0, 1])
  })

  test.each([
    ['bun', 'Bun'],
    ['deno', 'Deno'],
  ])('%s: the tests of the packed libraries in the one that the runner has', async (job, runtime) => {
    expect(await run(job)).toEqual([0])
    const [words] = calls() as [string]
    expect(words).toMatch(new RegExp(`^npx vitest run --reporter=verbose -t under ${runtime} test/packed-`))
    expect(words).toMatch(new RegExp(` with ${at(`bin/${job}`)}$`))
    // The titles that it filters by are there.
    const tested = words.split(' ').filter((word) => word.startsWith('test/packed-'))
    const titles = tested.map((name) => readFileSync(join(root, 'packages/cli', name), 'utf8')).join('')
    expect(titles).toMatch(/under (\$\{|%s|\$|Bun)/)
  })
})
