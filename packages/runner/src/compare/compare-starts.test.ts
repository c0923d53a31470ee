import type { CaptureFile } from '@sagellm-benchmark/protocol-types/comparison'
import { CaptureFile as CaptureFileSchema } from '@sagellm-benchmark/protocol-types/comparison'
import { describe, expect, test } from 'vitest'
import { aCapture, aCell } from '../testing/a-capture.js'
import { compareStarts } from './compare-starts.js'

const plan = aCapture('a').plan as NonNullable<ReturnType<typeof aCapture>['plan']>

/** A target in one start: TBT of about `tbtMs`, the same in all of its rounds but for a tenth. */
function fileOf(label: string, tbtMs: number): CaptureFile {
  const rounds = aCell().rounds.map((each) => ({ ...each, figures: { avg_tbt_ms: tbtMs + (each.round % 2) / 10 } }))
  const capture = aCapture(label, { cells: [aCell({ rounds })] })
  return { ...CaptureFileSchema.parse({ kind: 'e2e', label, summary: { totalRows: 0 }, rows: [] }), capture }
}

const starts = (ratios: readonly number[]) => ratios.map((ratio) => [fileOf('a', 10), fileOf('b', 10 * ratio)])
const tbtOf = (compared: ReturnType<typeof compareStarts>) =>
  compared.comparison?.verdicts.find(({ metric }) => metric === 'avg_tbt_ms')

describe('several starts of the same targets', () => {
  test('count as one round each from five on, so that engines which differ from start to start are not called different', () => {
    const compared = compareStarts(starts([1.08, 1.09, 0.97, 1.1, 1.02]), { plan })
    expect(tbtOf(compared)).toMatchObject({ verdict: 'inconclusive', ratio: { n: 5 } })
    expect(compared.comparison?.notices.join()).toContain('a start counts as one round')
  })

  test('are told apart from their rounds', () => {
    const compared = compareStarts(starts([1.08, 1.09, 0.97, 1.1, 1.02]), { plan })
    // Standard deviation of the five log ratios.
    expect(compared.comparison?.notices.join()).toMatch(
      /From start to start the ratio of b to a in .* varies by 5\.\d % in avg_tbt_ms \(its rounds explain 0\.\d %\), standard deviation of 5 starts/,
    )
  })

  test('below five leave the rounds as the unit, and the comparison says what is not in it', () => {
    const compared = compareStarts(starts([1.2, 1.2, 1.2]), { plan })
    const rounds = aCell().rounds.length
    expect(tbtOf(compared)).toMatchObject({ verdict: 'worse', ratio: { n: 3 * rounds } })
    expect(compared.comparison?.notices.join()).toContain('With fewer than 5 starts')
  })

  test('leave one capture a target, with the rounds of all of them', () => {
    const { files } = compareStarts(starts([1, 1.1]), { plan })
    const cell = aCell()
    expect(files.map(({ label, restarts }) => [label, restarts])).toEqual([
      ['a', 2],
      ['b', 2],
    ])
    const merged = files[1]?.capture?.cells[0]
    expect(merged?.requests).toBe(2 * cell.requests)
    expect(new Set(merged?.rounds.map(({ round }) => round)).size).toBe(2 * cell.rounds.length)
  })
})
