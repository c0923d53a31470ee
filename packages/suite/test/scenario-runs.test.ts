import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clock, type RequestRecord, systemClock } from '@sagellm-benchmark/protocol-types'
import { requestRecordLine } from '@sagellm-benchmark/protocol-types/artifacts'
import { run, type Served, serveSimulated } from '@sagellm-benchmark/suite'
import { scenarioNamed } from '@sagellm-benchmark/workloads/scenarios'
import { afterAll, beforeAll, expect, test } from 'vitest'

/** Times that the clock of the run is faster than the one on the wall: people who read for minutes are done in seconds. */
const HURRY = 50

/** A scenario is fixed to its last turn, so that it is the time that is shortened. */
function hurriedClock(): Clock {
  const clock = systemClock()
  return {
    now: () => clock.now() * HURRY,
    unixMs: () => clock.unixMs(),
    sleepUntil: (dueMs, signal) => clock.sleepUntil(dueMs / HURRY, signal),
    setTimer: (delayMs, callback) => clock.setTimer(delayMs / HURRY, callback),
  }
}

let folder: string
let engine: Served
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scenario-runs-'))
  const speed = {
    decodeStepMs: 0.01,
    decodePerSequenceMs: 0,
    prefillBaseMs: 0,
    prefillTokensPerSecond: 1e7,
    noiseCv: 0,
  }
  engine = await serveSimulated({ ...speed, maxModelLen: 32_768, kvBlocks: 20_000 }, { dialect: 'vllm' })
})
afterAll(async () => {
  await engine.close()
  await rm(folder, { recursive: true, force: true })
})

/** What their versions fix. The turns are those of a session with its subagents: up to three, of up to four turns, behind each turn but the last. */
const fixed = {
  chat: { sessions: 40, concurrency: 8, least: 2, most: 8 },
  agent: { sessions: 20, concurrency: 4, least: 4, most: 8 + 7 * 3 * 4 },
}

test.each(Object.entries(fixed))(
  'the scenario %s runs whole, as its version fixes it',
  async (name, wanted) => {
    const { version, workloads, warmup } = scenarioNamed(name)
    const plan = {
      target: { kind: 'endpoint' as const, url: engine.url, loadThreads: 0 },
      scenario: { name, version, file: null },
      timeouts: { connectMs: 1e7, firstTokenMs: 1e7, interTokenMs: 1e7, totalMs: 1e7 },
      workloads: [...workloads],
      warmup: { requests: warmup },
      seed: 5,
    }
    const output = join(folder, name)
    const { workloads: ran } = await run(plan, { output, clock: hurriedClock(), tokenCache: false, calibration: false })
    const lines = (await readFile(join(output, 'records.jsonl'), 'utf8')).trim().split('\n')
    const records = lines
      .map((line): RequestRecord => requestRecordLine.parse(JSON.parse(line), 'records.jsonl'))
      .filter(({ phase }) => phase === 'measured')
    expect(records.filter(({ errorClass }) => errorClass !== null)).toEqual([])
    expect(records.flatMap(({ flags }) => flags)).not.toContain('clamped')

    const figures = ran[0]?.metrics.sessions
    const { sessions, concurrency, least, most } = wanted
    const turns = records.length
    expect(figures).toMatchObject({
      begun: sessions,
      completed: sessions,
      failed: 0,
      turnsPlanned: turns,
      turnsSent: turns,
    })
    expect(figures?.concurrencyMax).toBe(concurrency)
    const ids = records.map(({ session }) => session?.id)
    expect(new Set(ids).size).toBe(sessions)
    for (const id of ids) {
      const length = ids.filter((each) => each === id).length
      expect(length).toBeGreaterThanOrEqual(least)
      expect(length).toBeLessThanOrEqual(most)
    }
    const config = await readFile(join(output, 'config.json'), 'utf8')
    const named = config.replace(/\s/g, '')
    expect(named).toContain(`"scenario":{"name":"${name}","version":${version}`)
  },
  400_000,
)
