import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runInProcess } from './support/run-in-process.js'
import { successorLeaderboard } from './support/successor-leaderboard.js'

const published = successorLeaderboard()
const file = 'site/leaderboard_single.json'

let cwd: string
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'successor-'))
  await mkdir(join(cwd, 'site'))
  await writeFile(join(cwd, file), JSON.stringify(published))
})
afterAll(() => rm(cwd, { recursive: true, force: true }))

const execute = (words: readonly string[], env: Record<string, string> = {}) => runInProcess(words, { cwd, env })
const json = async (name: string) => JSON.parse(await readFile(join(cwd, name), 'utf8'))

describe('the published leaderboard of the successor', () => {
  test('is read, entry by entry', async () => {
    expect(published).toHaveLength(112)
    const { code, stdout, stderr } = await execute(['report', '--input', file, '--format', 'csv'])
    expect([code, stderr]).toEqual([0, ''])
    const rows = stdout.trim().split('\n')
    expect(rows).toHaveLength(113)
    // Its versions, its figures and its nulls as they stand there.
    const latency = rows.filter((row) => row.includes('random-latency'))
    expect(latency.join('\n')).toContain('v0.20.1rc0-464-g51621c35bc')
    expect(new Set(rows.slice(1).map((row) => row.split(',')[0])).size).toBe(25)
  })

  test('is put together: the newest of each key, with all of its fields', async () => {
    const { code, stdout, stderr } = await execute(['leaderboard', 'aggregate', '--input', 'site', '--output', 'data'])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain('100 entries, of which 100 new')
    expect(stdout).toContain('12 older entries gave way')
    expect(stdout).not.toMatch(/refused|unreadable/)
    const [single, multi] = [await json('data/leaderboard_single.json'), await json('data/leaderboard_multi.json')]
    expect([single.length, multi.length]).toEqual([48, 52])
    for (const entry of [...single, ...multi]) {
      const source = published.find((each) => each['entry_id'] === entry.entry_id) as Record<string, never>
      expect(entry.metadata.submitted_at > '2026-06').toBe(true)
      // Fields that no schema here knows are still in it.
      expect(entry).toMatchObject({ trend: source['trend'], constraints: source['constraints'] })
      expect(entry.metadata.runtime_provenance).toEqual({ python: null, packages: [] })
    }
    const { groups } = await json('data/leaderboard_compare.json')
    expect(groups.length).toBeGreaterThan(0)
  })

  test('shows on the dashboard, every row of it', async () => {
    const { code, stdout, stderr } = await execute(['dashboard', '--results', 'site', '--output', 'page.html'])
    expect([code, stderr, stdout]).toEqual([0, '', 'page.html: 112 measurements from 1 file\n'])
    const page = await readFile(join(cwd, 'page.html'), 'utf8')
    expect(page.match(/<h2>/g)).toHaveLength(25)
    const plain = /<div id="plain">([^]*?)<\/main>/.exec(page)?.[1] ?? ''
    // A row each, and one of heads in each of the tables.
    expect(plain.match(/<tr>/g)).toHaveLength(112 + 25)
    expect(plain).not.toMatch(/NaN|undefined|null/)
  })

  test('stays as it is on the Hub when ours is put on top', async () => {
    const posted: string[] = []
    const hub = createServer(async (request, response) => {
      const parts: Buffer[] = []
      for await (const part of request) parts.push(part as Buffer)
      const { method, url = '' } = request
      if (method === 'POST') posted.push(Buffer.concat(parts).toString())
      const isHead = url === '/api/datasets/us/results'
      const isSingle = url.endsWith('/leaderboard_single.json')
      const body = isHead ? { sha: 'c0ffee' } : isSingle ? published : {}
      response.writeHead(isHead || isSingle || method === 'POST' ? 200 : 404).end(JSON.stringify(body))
    }).listen(0, '127.0.0.1')
    await once(hub, 'listening')
    await mkdir(join(cwd, 'ours'))
    const [first] = published as [Record<string, object>]
    const ours = { ...first, engine: 'sagellm', engine_version: '1.2.3' }
    await writeFile(join(cwd, 'ours/Q1_leaderboard.json'), JSON.stringify(ours))
    const env = { HF_ENDPOINT: `http://127.0.0.1:${(hub.address() as AddressInfo).port}/`, HF_TOKEN: 'hf_abcdefghijkl' }
    const words = ['upload-hf', '--dataset', 'us/results', '--input', 'ours', '--no-dry-run']
    const { code, stdout, stderr } = await execute(words, env)
    hub.close()
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain('101 entries, of which 1 new, 112 published before')
    const files = (posted.at(-1) ?? '')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).value)
    const written = (name: string) =>
      JSON.parse(Buffer.from(files.find(({ path }) => path === name).content, 'base64').toString())
    const entries = [...written('leaderboard_single.json'), ...written('leaderboard_multi.json')]
    expect(entries).toHaveLength(101)
    for (const each of published.slice(0, 100)) expect(entries).toContainEqual(each)
  })
})
