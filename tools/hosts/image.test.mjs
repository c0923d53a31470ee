import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildImageRoot, inContainer } from './image-root.mjs'
import { availableHere } from './missing-here.mjs'
import { started } from './started.mjs'

const { missing, title, value: image } = await availableHere(buildImageRoot)
const manifest = JSON.parse(readFileSync(new URL('../../packages/cli/package.json', import.meta.url), 'utf8'))

describe.skipIf(missing)(`the image, its steps run on Debian${title}`, () => {
  const results = mkdtempSync(join(tmpdir(), 'sagellm-results-'))
  const contained = (words, env = {}) =>
    started(
      inContainer(image, {
        ...{ user: image.user, cwd: image.cwd, results, env: { ...image.env, ...env } },
        words: [...image.entrypoint, ...words],
      }),
    )

  beforeAll(async () => {
    mkdirSync(join(image.root, 'etc'), { recursive: true })
    writeFileSync(join(image.root, 'etc/hosts'), '')
    execFileSync('chown', [image.user, results])
  })
  afterAll(() => {
    image?.close()
    rmSync(results, { recursive: true, force: true })
  })

  test('prints its version and its help, not as root and on a read-only root', async () => {
    expect(await contained(['--version']).ended).toMatchObject({ code: 0, stdout: `${manifest.version}\n` })
    expect((await contained(image.cmd).ended).stdout).toContain('scale')
    expect(image.user).toBe('10001:10001')
  })

  test('measures, and its results are on the volume', async () => {
    const engine = contained(['reference-engine', '--port', '0'])
    await engine.until(({ stdout }) => stdout.includes('Ctrl-C stops'))
    const [url] = /http:\/\/[\d.]+:\d+\/v1/.exec(engine.said.stdout)
    const load = ['--concurrency', '2', '--num-prompts', '8', '--prompt-tokens', '16', '--output-tokens', '4', '--html']
    const run = await contained(['run', '--backend-url', url, ...load]).ended
    engine.kill('SIGTERM')
    expect([run.code, run.stderr]).toEqual([0, expect.any(String)])
    expect(readdirSync(join(results, 'benchmark_results'))).toContain('records.jsonl')
  })

  test('is small: the program, what it needs, and Node', () => {
    const megabytes = (path) =>
      Number(execFileSync('du', ['-sm', join(image.root, path)], { encoding: 'utf8' }).split('\t')[0])
    console.log(`/app ${megabytes('app')} MB, node ${megabytes('usr/local/bin/node')} MB, all ${megabytes('.')} MB`)
    expect(readdirSync(join(image.root, 'usr/local/bin'))).toEqual(['node'])
    expect(readdirSync(join(image.root, 'app')).filter((name) => name.endsWith('.tgz'))).toEqual([])
  })
})
