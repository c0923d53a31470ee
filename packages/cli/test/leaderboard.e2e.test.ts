import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runInProcess } from './support/run-in-process.js'

const secret = 'hf_abcdefghijklmnopqrstuvwxyz012345'

/** An entry as a run of ours leaves it. */
function entryOf(more: { engine?: string; at?: string; tps?: number; reasons?: string[] } = {}) {
  const { engine = 'vllm', at = '2026-01-02T03:04:05Z', tps = 100, reasons = [] } = more
  return {
    entry_id: '11111111-1111-8111-a111-111111111111',
    engine,
    engine_version: '0.18.0',
    sagellm_version: 'N/A',
    config_type: 'single_gpu',
    hardware: { vendor: 'NVIDIA', chip_model: 'A100', chip_count: 1, interconnect: 'None' },
    model: { name: 'M', parameters: '7B', precision: 'FP16' },
    workload: { name: 'Q1', input_length: 32, output_length: 64 },
    metrics: { ttft_ms: 20, throughput_tps: tps, peak_mem_mb: null, error_rate: 0 },
    cluster: null,
    versions: { protocol: 'N/A', backend: 'N/A', core: 'N/A' },
    environment: { os: 'Linux', python_version: 'N/A' },
    metadata: { submitted_at: at, submitter: 's', data_source: 'd', verified: false, evidence: { flags: [], reasons } },
  }
}

/** Of somebody else, with fields that we do not know: it has to stay as it is. */
const published = {
  ...entryOf({ engine: 'other' }),
  own_field: { deep: [1] },
  metadata: { submitted_at: '2025-01-01T00:00:00Z', submitter: 'they' },
}

type Call = { readonly method: string; readonly url: string; readonly body: string; readonly token: string | undefined }

let cwd: string
let hub: Server
let calls: Call[]
let answer: (call: Call) => { status: number; body: unknown }

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'leaderboard-'))
  calls = []
  answer = ({ method, url }) => {
    if (method === 'GET' && url === '/api/datasets/us/results') return { status: 200, body: { sha: 'c0ffee' } }
    if (url.endsWith('/leaderboard_single.json')) return { status: 200, body: [published] }
    if (method === 'POST') return { status: 200, body: {} }
    return { status: 404, body: { error: 'Entry not found' } }
  }
  hub = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const { method = '', url = '', headers } = request
    const call = { method, url, body: Buffer.concat(parts).toString(), token: headers.authorization }
    calls.push(call)
    const { status, body } = answer(call)
    response.writeHead(status).end(JSON.stringify(body))
  }).listen(0, '127.0.0.1')
  await once(hub, 'listening')
})
afterEach(async () => {
  hub.close()
  await rm(cwd, { recursive: true, force: true })
})

function execute(words: string[], env: Record<string, string> = {}) {
  const { port } = hub.address() as AddressInfo
  return runInProcess(words, { cwd, env: { HF_ENDPOINT: `http://127.0.0.1:${port}/`, ...env } })
}

async function keep(name: string, content: unknown) {
  await mkdir(join(cwd, name, '..'), { recursive: true })
  await writeFile(join(cwd, name), JSON.stringify(content))
}

const json = async (name: string) => JSON.parse(await readFile(join(cwd, name), 'utf8'))
const upload = (...more: string[]) => execute(['upload-hf', '--dataset', 'us/results', ...more], { HF_TOKEN: secret })

describe('leaderboard aggregate', () => {
  test('puts the entries below outputs and benchmark_results together, and says what it refused', async () => {
    await keep('outputs/vllm/M/Q1_20260102_001/Q1_leaderboard.json', entryOf({ at: '2026-01-01T00:00:00Z', tps: 999 }))
    await keep('outputs/vllm/M/Q1_20260102_002/Q1_leaderboard.json', entryOf())
    await keep('benchmark_results/Q1_leaderboard.json', entryOf({ engine: 'sagellm' }))
    await keep(
      'benchmark_results/Q2_leaderboard.json',
      entryOf({ engine: 'sim', reasons: ['it was simulated, not measured'] }),
    )
    await keep('benchmark_results/Q3_leaderboard.json', { entry_id: 'x' })

    const { code, stdout, stderr } = await execute(['aggregate'])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain('2 entries, of which 2 new')
    expect(stdout).toContain('1 older entry gave way')
    expect(stdout).toContain('refused benchmark_results/Q2_leaderboard.json: it was simulated, not measured')
    expect(stdout).toContain('unreadable benchmark_results/Q3_leaderboard.json')
    const single = await json('hf_data/leaderboard_single.json')
    expect(single.map((each: { metrics: { throughput_tps: number } }) => each.metrics.throughput_tps)).toEqual([
      100, 100,
    ])
    expect((await json('hf_data/leaderboard_compare.json')).groups[0].preferred_pair.left.engine).toBe('sagellm')
    const manifest = await json('hf_data/leaderboard_manifest.json')
    expect(manifest.schema_version).toBe('leaderboard-export-manifest/v2')
    expect(await readdir(join(cwd, 'hf_data/canonical'))).toHaveLength(2)
    expect(calls).toEqual([])
    expect((await execute(['report', '--input', 'hf_data/leaderboard_single.json'])).code).toBe(0)
  })

  test('leaves a leaderboard without entries, which report shows', async () => {
    await keep('outputs/Q1_leaderboard.json', entryOf())
    await execute(['aggregate'])
    expect(await json('hf_data/leaderboard_multi.json')).toEqual([])
    const { code, stdout } = await execute(['report', '--input', 'hf_data/leaderboard_multi.json'])
    expect([code, stdout]).toEqual([0, expect.stringContaining('A leaderboard without entries.')])
  })

  test('refuses what the site of choice would not take, and leaves entries of before where nothing else is there', async () => {
    await keep('outputs/Q1_leaderboard.json', entryOf())
    expect((await execute(['aggregate'])).code).toBe(0)
    const { code, stdout, stderr } = await execute(['leaderboard', 'aggregate', '--site', 'original'])
    expect(code).toBe(1)
    expect(stdout).toContain('metrics.peak_mem_mb: not known')
    expect(stderr).toContain('./hf_data stays as it is')
    expect(await json('hf_data/leaderboard_single.json')).toHaveLength(1)
  })

  test('without any folder of results says which ones it looked for', async () => {
    const { code, stderr } = await execute(['aggregate'])
    expect(code).toBe(2)
    expect(stderr).toContain('neither ./outputs nor ./benchmark_results is here')
  })
})

describe('upload-hf', () => {
  beforeEach(() => keep('outputs/Q1_leaderboard.json', entryOf()))

  test('is a dry run: it reads what is published, and writes nothing', async () => {
    const { code, stdout } = await upload()
    expect(code).toBe(0)
    expect(stdout).toContain('2 entries, of which 1 new, 1 published before')
    expect(stdout).toContain('nothing was written; --no-dry-run publishes')
    expect(calls.map(({ method }) => method)).toEqual(['GET', 'GET', 'GET'])
  })

  test('writes everything in one commit on what it read, and others’ entries as they were', async () => {
    const { code, stdout, stderr } = await upload('--no-dry-run')
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/published: http:.+\/datasets\/us\/results/)
    const [commit, ...more] = calls.filter(({ method }) => method === 'POST')
    expect(more).toEqual([])
    expect(commit).toMatchObject({ url: '/api/datasets/us/results/commit/main', token: `Bearer ${secret}` })
    const [header, ...files] = (commit as Call).body
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(header).toMatchObject({ key: 'header', value: { parentCommit: 'c0ffee' } })
    const written = files.find(({ value }) => value.path === 'leaderboard_single.json')
    const entries = JSON.parse(Buffer.from(written.value.content, 'base64').toString())
    expect(entries).toHaveLength(2)
    expect(entries).toContainEqual(published)
    expect(`${stdout}${stderr}${JSON.stringify(files)}`).not.toContain(secret)
  })

  test.each([
    ['a published file that cannot be read', 500, 1, /leaderboard_single\.json of us\/results: 500/],
    ['a mirror that answers with a page', 403, 1, /403/],
    ['a published file of another kind', 200, 2, /leaderboard_single\.json is no list of entries/],
  ])('%s ends it before anything is written', async (_, status, exit, message) => {
    const usual = answer
    answer = (call) => (call.url.endsWith('single.json') ? { status, body: { error: `no ${secret}` } } : usual(call))
    const { code, stderr } = await upload('--no-dry-run')
    expect(code).toBe(exit)
    expect(stderr).toMatch(message)
    expect(stderr).not.toContain(secret)
    expect(calls.some(({ method }) => method === 'POST')).toBe(false)
  })

  test('a mirror that is no Hub is named', async () => {
    answer = () => ({ status: 200, body: { sha: 5 } })
    expect((await upload('--no-dry-run')).stderr).toMatch(
      /^sagellm-benchmark: http:\S+ does not answer as the Hub does/,
    )
  })

  test('a commit of somebody else in between is no overwriting', async () => {
    const usual = answer
    answer = (call) => (call.method === 'POST' ? { status: 412, body: {} } : usual(call))
    const { code, stderr } = await upload('--no-dry-run')
    expect(code).toBe(1)
    expect(stderr).toContain('somebody else wrote into us/results meanwhile')
  })

  test('a data set that is not there is made, private where that is asked for', async () => {
    answer = ({ method }) => ({ status: method === 'POST' ? 200 : 404, body: {} })
    const words = ['publish', '--hf-dataset', 'us/results', '--no-dry-run', '--hf-private']
    expect((await execute(words, { HF_TOKEN: secret })).code).toBe(0)
    const [made, commit] = calls.filter(({ method }) => method === 'POST')
    expect(JSON.parse(made?.body ?? '')).toEqual({
      type: 'dataset',
      name: 'results',
      organization: 'us',
      private: true,
    })
    expect(commit?.body).not.toContain('parentCommit')
  })

  test('where every entry is refused a dry run says so, and publishing fails without writing', async () => {
    await keep('outputs/Q1_leaderboard.json', entryOf({ reasons: ['it was simulated, not measured'] }))
    expect(await upload()).toMatchObject({ code: 0, stdout: expect.stringContaining('it was simulated') })
    expect((await upload('--no-dry-run')).code).toBe(1)
    expect(calls.some(({ method }) => method === 'POST')).toBe(false)
  })

  test('without a token nothing is written, and the message says where one comes from', async () => {
    const { code, stderr } = await execute(['upload-hf', '--dataset', 'us/results', '--no-dry-run'])
    expect(code).toBe(2)
    expect(stderr).toContain('HF_TOKEN')
    expect(calls).toEqual([])
  })

  test('a name that is none, and a mirror that is not there, are named', async () => {
    expect((await execute(['upload-hf', '--dataset', '../x'])).stderr).toContain('write ORGANISATION/NAME')
    await keep('outputs/Q1_leaderboard.json', entryOf())
    const env = { HF_ENDPOINT: 'http://127.0.0.1:1', HF_TOKEN: secret }
    const { code, stderr } = await execute(['upload-hf', '--dataset', 'a/b', '--no-dry-run'], env)
    expect(code).toBe(1)
    expect(stderr).toContain('http://127.0.0.1:1 cannot be reached')
  })

  test.each([
    ['that is not there', { HF_ENDPOINT: 'http://127.0.0.1:1' }, 'http://127.0.0.1:1 cannot be reached'],
    ['that refuses', {}, 'the Hub refused'],
  ])('a dry run with a Hub %s shows our entries, and that it read no others', async (_name, env, reason) => {
    answer = () => ({ status: 503, body: 'busy' })
    await keep('outputs/Q1_leaderboard.json', entryOf())
    const { code, stdout, stderr } = await execute(['upload-hf', '--dataset', 'a/b'], env)
    expect(code).toBe(0)
    expect(stdout).toContain('1 entry, of which 1 new')
    expect(stdout).toContain('nothing was written; --no-dry-run publishes')
    expect(stderr).toContain('! what is published in a/b already could not be read: ')
    expect(stderr).toContain(reason)
  })
})

describe('dashboard', () => {
  test('is a page of every result below a folder, and tells which file is none', async () => {
    await keep('benchmark_results/a/Q1_leaderboard.json', entryOf())
    const row = { model: 'M', precision: 'fp16', scenario: 'short_b1', batch_size: 1, ttft_ms: 12.5, tbt_ms: null }
    const figures = { throughput_tps: 80, latency_p50_ms: 9, latency_p95_ms: 9, latency_p99_ms: null, memory_mb: 0 }
    await keep('benchmark_results/b/perf_results.json', {
      kind: 'e2e',
      summary: { total_rows: 1 },
      rows: [{ ...row, ...figures, mode: 'live' }],
    })
    await keep('benchmark_results/c/benchmark_summary.json', { workloads: 1 })
    const { code, stdout, stderr } = await execute(['dashboard', '--title', 'Ours', '--sort-by', 'ttft_ms'])
    expect(code).toBe(0)
    expect(stdout).toBe('dashboard.html: 2 measurements from 2 files\n')
    expect(stderr).toContain('passed over: c/benchmark_summary.json is not a result file')
    const page = await readFile(join(cwd, 'dashboard.html'), 'utf8')
    expect(page).toContain('<h1>Ours</h1>')
    expect(page).toContain('<h2>short_b1</h2>')
    expect(page).toContain('"sortBy":"avg_ttft_ms"')
  })

  test('of a folder without a result is an error that says what would do', async () => {
    await mkdir(join(cwd, 'empty'))
    const { code, stderr } = await execute(['dashboard', '--results', 'empty'])
    expect(code).toBe(2)
    expect(stderr).toContain('no result in')
  })
})
