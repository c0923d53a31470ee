import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { converge as convergeIn, pathLines, type Side } from '../testing/converge.js'
import { verifyConvergence } from './verify-convergence.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convergence-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

vi.setConfig({ testTimeout: 60_000 })

const converge = (before: Side, after: Side) => convergeIn(folder, before, after)

describe('the five verdicts', () => {
  test('faster with the path in the log is converged, claim by claim', async () => {
    const { verdicts, summary } = await converge({}, { tbtMs: 5, logLines: pathLines })
    expect(verdicts).toEqual(['converged', 'converged', 'converged'])
    // One old line, and three lines of each of the three warm-up requests, stand before the first that counts.
    expect(summary.verdicts[0]).toMatchObject({
      target: 'after',
      pathSeen: 'yes',
      pathSeenInBaseline: 'none',
      pathEvidence: [{ kind: 'path', count: 18, example: { line: 11, text: 'SharedStreamBatchStart size=2' } }],
    })
  })

  test('faster without the path is an observation only', async () => {
    expect((await converge({}, { tbtMs: 5 })).verdicts).toEqual(Array(3).fill('performance_observation_only'))
  })

  test('the path without a gain is wired and not performant', async () => {
    expect((await converge({}, { logLines: pathLines })).verdicts).toEqual(Array(3).fill('wired_not_performant'))
  })

  test('neither is not converged', async () => {
    expect((await converge({}, {})).verdicts).toEqual(Array(3).fill('not_converged'))
  })

  test('without a log nothing can be ruled out', async () => {
    const { verdicts, summary } = await converge({}, { tbtMs: 5, log: null })
    expect(verdicts).toEqual(Array(3).fill('insufficient_evidence'))
    expect(summary.verdicts[0]?.gaps).toContain('missing_log_probe')
    expect(summary.targets[1]?.logProbe).toBeNull()
  })
})

test('the server’s count of requests is held against the client’s', async () => {
  const { summary } = await converge({}, {})
  expect(summary.targets[1]?.serverChecks?.counts).toMatchObject([
    { quantity: 'requests', client: 18, server: 18, verdict: 'equal' },
  ])
})

describe('bad input is a named gap, and the run goes on', () => {
  test.each<[string, Side, string]>([
    [
      'HTML at /info',
      { surfaces: { '/info': (_, response) => response.end('<html></html>') } },
      'surface_wrong_content',
    ],
    [
      'an unreadable metrics page',
      { surfaces: { '/metrics': (_, response) => response.end('\u0000\u0001') } },
      'surface_wrong_content',
    ],
    [
      'a server that breaks off',
      { surfaces: { '/metrics': (_, response) => void response.write('a 1\n', () => response.socket?.destroy()) } },
      'surface_cut_short',
    ],
  ])('%s', async (_, side, gap) => {
    const { summary, out } = await converge({}, { ...side, logLines: pathLines })
    expect(summary.targets[1]?.evidenceGaps).toContain(gap)
    expect(summary.targets[1]?.gapDetails.map(({ code }) => code)).toContain(gap)
    expect((await verifyConvergence(out)).mismatches).toEqual([])
  })

  test('a log that is not there', async () => {
    const { summary, verdicts } = await converge({}, { tbtMs: 5, log: join(folder, 'gone.log') })
    expect(verdicts).toEqual(Array(3).fill('insufficient_evidence'))
    expect(summary.verdicts[0]?.gaps).toEqual(expect.arrayContaining(['missing_log_probe', 'log_missing']))
  })
})
