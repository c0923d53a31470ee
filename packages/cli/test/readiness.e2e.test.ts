import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readinessFile } from '@sagellm-benchmark/protocol-types/readiness'
import { expect, test } from 'vitest'
import { bench, command, folder, running } from './support/compare-program.js'
import { freePort } from './support/free-port.js'

/** What each start waits for, and a start without the file of a cache waits for longer. */
const WARM_S = 0.4
const COLD_S = 1.2
/** How much longer the first answer of a process takes. */
const FIRST_MS = 500

/** Two at a time, 8 tokens of 40 ms: 6 requests a second at most. */
const engine = (port: number) =>
  command([
    ...['reference-engine', '--port', String(port), '--dialect', 'vllm', '--log-file', '/dev/null'],
    ...[
      '--max-batch-size',
      '2',
      '--decode-step-ms',
      '40',
      '--noise-cv',
      '0',
      '--fault',
      `slow-headers@1:1:${FIRST_MS}`,
    ],
  ])
const server = (port: number) =>
  `[ -f cache ] || { sleep ${COLD_S}; touch cache; }; sleep ${WARM_S}; echo "Loading weights took 3.22 seconds"; exec ${engine(port)}`
const at = (port: number) => ['--backend-url', `http://127.0.0.1:${port}/v1`, '--quiet', '--no-calibration']
const load = [
  ...['--isl', '16', '--osl', '8', '--request-rate', '2', '--steady-seconds', '2', '--burst', '16'],
  ...['--recovery-seconds', '8', '--window', '2', '--seed', '7'],
]

const read = async (name: string) => {
  const path = join(folder, name, 'readiness.json')
  return readinessFile.parse(JSON.parse(await readFile(path, 'utf8')), path)
}

test('cold starts, warm restarts, first requests and a burst are measured, with nothing left behind', async () => {
  const port = await freePort()
  const { code, stdout, stderr } = await bench(
    ...['readiness', ...at(port), '--target-command', server(port), '--cold-command', 'rm -f cache'],
    ...[...load, '--processes', '1', '--threshold', 'ttft<1200', '--max-ready', '120', '--html', '--output', 'both'],
  )
  expect(stderr).not.toContain('unexpected')
  const { processes, checks, ...file } = await read('both')
  expect(processes.map(({ id }) => id)).toEqual(['cold_1', 'warm_1'])
  expect(file).toMatchObject({ simulated: true, planned: 2, model: 'reference-tiny', thresholds: ['ttft<=1200ms'] })

  const [cold, warm] = processes.map(({ startupMetrics }) => startupMetrics)
  expect(cold?.readinessS).toBeGreaterThan(COLD_S + WARM_S)
  expect(warm?.readinessS).toBeGreaterThan(WARM_S)
  for (const start of [cold, warm]) {
    expect(start?.weightLoadS).toBe(3.22)
    expect(start?.refusedRequests).toBe(0)
    expect(start?.firstRequestTtftMs).toBeGreaterThan(FIRST_MS)
    expect(start?.firstTokenS).toBeGreaterThan((start?.readinessS as number) + FIRST_MS / 1000)
  }

  // Of 16 at once two are served at a time, 280 ms and more each: the last one waits for seven others.
  const burst = processes[1]?.sloMetrics
  expect(burst).toMatchObject({ burstRequests: 16, steadyRequests: 21, failed: 0 })
  expect(burst?.waitingPeak).toBeGreaterThanOrEqual(14)
  expect(burst?.burstServedS).toBeGreaterThan(7 * 0.28)
  expect(burst?.queueClearedS).toBeGreaterThan(7 * 0.28)
  expect(burst?.worstTtftMs).toBeGreaterThan(7 * 280)
  // What the server itself says of its queue.
  const waiting = processes[1]?.queueMetrics?.runningWaitingTimeseries.map((each) => each.waiting ?? 0) ?? []
  expect(Math.max(...waiting)).toBeGreaterThan(4)
  expect(processes[0]?.sloMetrics).toBeNull()

  const [ready, again] = checks
  expect(ready).toMatchObject({ verdict: 'holds', passed: true })
  // A busy machine may keep the limits from being kept again; the exit code says the same as the file.
  expect(code).toBe(again?.passed ? 0 : 3)
  if (burst?.verdict === 'recovered') expect(burst.burstRecoveryS).toBeGreaterThan(burst.brokenAtS as number)
  expect(stdout).toContain('SIMULATED')
  expect(stdout).toContain('warm_1')
  for (const name of [
    'REPORT.md',
    'report.html',
    'SHA256SUMS',
    'processes/warm_1/records.jsonl',
    'processes/warm_1.server.log',
  ])
    expect(existsSync(join(folder, 'both', name)), name).toBe(true)
  expect(running(`--port ${port}`)).toEqual([])
})

test('a gate on the start that cannot hold gives exit code 3, and no burst asks for no load', async () => {
  const port = await freePort()
  const { code, stderr } = await bench(
    ...['readiness', ...at(port), '--target-command', server(port), '--processes', '1', '--burst', '0'],
    ...['--isl', '8', '--osl', '2', '--max-ready', '0.2', '--output', 'gate'],
  )
  expect([code, stderr]).toEqual([3, expect.stringMatching(/ready within 0.2 s: as_found_1, warm_1 was ready after/)])
  const { processes, estimates } = await read('gate')
  expect(processes.map(({ id, sloMetrics }) => [id, sloMetrics])).toEqual([
    ['as_found_1', null],
    ['warm_1', null],
  ])
  expect(estimates.find(({ kind, figure }) => kind === 'as_found' && figure === 'readiness_s')?.n).toBe(1)
})

test('a server that does not start ends the command with its last lines, and the log stays', async () => {
  const port = await freePort()
  const { code, stderr } = await bench(
    ...['readiness', ...at(port), '--target-command', 'echo no such model >&2; exit 3', '--output', 'failing'],
  )
  expect([code, stderr]).toEqual([1, expect.stringContaining('no such model')])
  expect(await readFile(join(folder, 'failing/processes/as_found_1.server.log'), 'utf8')).toContain('no such model')
})

test('a server that is there already, a cold command that fails, and flags that would be ignored are refused', async () => {
  const port = await freePort()
  const words = ['readiness', ...at(port), '--target-command', server(port)]
  const { code, stderr } = await bench(...words, '--cold-command', 'echo denied; false', '--output', 'denied')
  expect([code, stderr]).toEqual([1, expect.stringContaining('denied')])
  expect(await bench(...words, '--burst', '0', '--threshold', 'ttft<500')).toMatchObject({ code: 2 })
  expect(await bench(...words, '--threshold', 'output_throughput>5')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('a burst changes every rate itself'),
  })
  expect(
    await bench('readiness', '--backend-url', 'http://10.0.0.1:8000/v1', '--target-command', 'true'),
  ).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('only servers on this machine'),
  })
  await writeFile(
    join(folder, 'serve.mjs'),
    `import { createServer } from 'node:http'\ncreateServer((_, to) => to.end()).listen(${port}, '127.0.0.1', () => console.log('up'))`,
  )
  const there = spawn(process.execPath, ['serve.mjs'], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] })
  await new Promise((up) => there.stdout.once('data', up))
  expect(await bench(...words)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('something answers there already'),
  })
  there.kill()
})
