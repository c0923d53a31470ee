import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { jsonOf, startServer } from './server-process.js'
import { runInProcess } from './support/run-in-process.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reference-engine-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const chat = (url: string, more: object = {}, headers: Record<string, string> = {}) =>
  fetch(`${url}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ messages: [{ role: 'user', content: 'Hello' }], max_tokens: 8, ignore_eos: true, ...more }),
  })
const jsonAt = (url: string) => jsonOf(fetch(url))

/** By the simulator's own time; a step that also computes a newcomer's prompt is longer. */
async function shortestStepMs(url: string): Promise<number> {
  const [{ token_at_ms: choices }] = await jsonAt(url.replace('/v1', '/__reference/truth'))
  const times: number[] = choices[0]
  return Math.min(...times.slice(1).map((at, before) => at - (times[before] as number)))
}

describe('reference-engine', () => {
  test('says in one line where it is and that it is simulated, and ends cleanly on SIGTERM', async () => {
    const server = await startServer(['reference-engine', '--dialect', 'vllm', '--log-file', 'one.log'], folder)
    expect(server.readyLine).toMatch(/^reference-tiny \(SIMULATED\) at http:\/\/127\.0\.0\.1:\d+\/v1/)
    expect((await fetch(`${server.url}/models`)).headers.get('x-simulated')).toBe('true')
    expect((await jsonAt(`${server.url}/models`)).data[0]).toMatchObject({ owned_by: 'vllm', simulated: true })
    // A stream that is open does not keep it.
    const open = await chat(server.url, { stream: true, max_tokens: 2000 })
    expect(await server.stop('SIGTERM')).toEqual({ code: 0, stderr: '' })
    await expect(open.text()).rejects.toThrow()
    expect(await readFile(join(folder, 'one.log'), 'utf8')).toContain('serving SIMULATED reference-engine')
  })

  test('ends on SIGINT as well', async () => {
    const server = await startServer(['reference-engine', '--log-file', 'two.log'], folder)
    expect((await server.stop('SIGINT')).code).toBe(0)
  })

  test('the flags set speed and paths, and the log shows just the paths that ran', async () => {
    const quick = ['reference-engine', '--step-time', '2', '--decode-per-sequence-ms', '0', '--noise-cv', '0']
    const off = ['--slowdown', '1.25', '--no-shared-stream', '--paged-path', 'off', '--no-block-tables']
    const [on, without] = await Promise.all([
      startServer([...quick, '--paged-path', 'native-ascend', '--log-file', 'on.log'], folder),
      startServer([...quick, ...off, '--log-file', 'off.log'], folder),
    ])
    for (const { url } of [on, without]) {
      await Promise.all(Array.from({ length: 4 }, async () => (await chat(url, { max_tokens: 60 })).text()))
    }
    const steps = await Promise.all([on, without].map(({ url }) => shortestStepMs(url)))
    await Promise.all([on.stop('SIGTERM'), without.stop('SIGTERM')])
    // 2 ms a step; 2 ms times 1.3, the cost of attention without pages, times 1.25.
    expect(steps[0]).toBeCloseTo(2, 6)
    expect(steps[1]).toBeCloseTo(3.25, 6)

    const markers = /SharedStreamBatchStart|paged_attention|native-ascend|has_block_tables|slot_mapping|torch-fallback/
    const logOf = async (name: string) => await readFile(join(folder, name), 'utf8')
    for (const word of ['SharedStreamBatchStart', 'paged_attention', 'native-ascend', 'slot_mapping']) {
      expect(await logOf('on.log')).toContain(word)
    }
    expect(await logOf('on.log')).not.toContain('torch-fallback')
    expect(await logOf('off.log')).not.toMatch(markers)
  })

  test('a fault strikes by rate, a key is asked for', async () => {
    const args = ['reference-engine', '--fault', 'server-error:1', '--api-key', 'sk-test', '--log-file', 'three.log']
    const server = await startServer(args, folder)
    expect((await chat(server.url)).status).toBe(401)
    expect((await chat(server.url, {}, { authorization: 'Bearer sk-test' })).status).toBe(500)
    await server.stop('SIGTERM')
  })

  test.each([
    ['an unknown fault', ['--fault', 'nonsense'], /known faults: refuse/],
    ['a rate beyond 1', ['--fault', 'reset:3'], /rate from 0 to 1/],
    ['a log that cannot be written', ['--log-file', '/dev/null/x'], /--log-file/],
    ['a negative step time', ['--step-time', '-1'], /--decode-step-ms/],
    ['an unknown dialect', ['--dialect', 'klingon'], /klingon/],
  ])('%s is one line on standard error', async (_, args, message) => {
    const words = ['reference-engine', '--port', '0', ...args]
    const { code, stdout, stderr } = await runInProcess(words, { cwd: folder, env: process.env })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(message)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })
})
