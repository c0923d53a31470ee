import { readdirSync } from 'node:fs'
import type { TargetCapture } from '@sagellm-benchmark/protocol-types/comparison'
import { ServerCounters } from '@sagellm-benchmark/protocol-types/telemetry'
import { describe, expect, test } from 'vitest'
import { aCapture, aCell } from '../../testing/a-capture.js'
import { fairnessChecks, fairnessFindings } from './fairness-checks.js'

const finding = (subject: string, changes: Partial<TargetCapture>) =>
  fairnessFindings([aCapture('a'), aCapture('b', changes)]).find((each) => each.subject === subject)
const [sample] = aCell().samples as [ReturnType<typeof aCell>['samples'][number]]

test('equal conditions are the same in every respect, each with its evidence', () => {
  for (const { result, evidence, subject } of fairnessFindings([aCapture('a'), aCapture('b')])) {
    expect({ subject, result }).toEqual({ subject, result: 'same' })
    expect(evidence.length).toBeGreaterThan(3)
  }
})

test('every check has its file, and every file is in the list', () => {
  const other = ['define-fairness-check.ts', 'fairness-checks.ts', 'shared-samples.ts', 'fairness.test.ts']
  const files = readdirSync(import.meta.dirname).filter((name) => !other.includes(name))
  expect(files).toHaveLength(fairnessChecks.length)
})

describe('what differs is known with both sides', () => {
  test.each<[string, Partial<TargetCapture>, RegExp]>([
    ['served model', { model: 'gpt2' }, /a: Qwen.*b: gpt2/],
    ['context length', { maxModelLen: 2048 }, /a: 4096 tokens; b: 2048 tokens/],
    ['requests', { plan: { ...(aCapture('b').plan as never as object), seed: 9 } as never }, /seeds 0, 9/],
    ['requests', { cells: [aCell({ samples: [{ ...sample, promptDigest: 'other' }] })] }, /tokenizers/],
    ['tokenizer', { cells: [aCell({ samples: [{ ...sample, promptTokens: 17 }] })] }, /1 of 1 texts.*16 tokens, b 17/],
    [
      'output lengths and finish reasons',
      { cells: [aCell({ outputTokens: { min: 3, max: 9, mean: 6 } })] },
      /b: 3 to 9 tokens/,
    ],
    [
      'output lengths and finish reasons',
      { cells: [aCell({ outputTokens: { min: 8, max: 9, mean: 8.95 }, finishReasons: { stop: 20 } })] },
      /stop 20 times/,
    ],
    [
      'sampling',
      { cells: [aCell({ outputTokens: { min: 3, max: 9, mean: 9 } })] },
      /a: greedy, end of sequence ignored; b: greedy, end of sequence not ignored though asked/,
    ],
    ['sampling', { cells: [aCell({ recordFlags: { ignore_eos_unsupported: 20 } })] }, /ignore eos unsupported/],
    [
      'text of greedy answers',
      { cells: [aCell({ samples: [{ ...sample, answer: 'the other' }] })] },
      /after 4 characters/,
    ],
    [
      'prefix-cache hits',
      {
        cells: [
          aCell({
            cache: { verdict: 'contaminated', source: 'usage', hitShare: 0.9, intendedShare: 0.1, message: '' },
          }),
        ],
      },
      /b: up to 90.0 %/,
    ],
    ['precision', { precision: 'float16' }, /a: bfloat16; b: float16/],
    ['engine version', { engine: 'sagellm', engineVersion: '0.5.4' }, /a: vllm 0.11.0; b: sagellm 0.5.4/],
    [
      'other traffic',
      { serverCounters: ServerCounters.parse({ requests: 25 }) },
      /b: served 25, we sent 20: 5 came from elsewhere/,
    ],
    [
      'client saturation',
      {
        client: {
          transport: 'raw',
          stampSource: 'socket_read',
          loadThreads: 1,
          rounds: 10,
          saturatedRounds: 5,
          reasons: ['CPU share 1.2'],
          stampErrorMs: null,
        },
      },
      /b: 5 of 10 rounds \(CPU share 1.2\)/,
    ],
    ['machine of the client', { clientMachine: 'def' }, /a: mark abc; b: mark def/],
    ['machine shared with the client', { local: false }, /b: on another machine/],
  ])('%s', (subject, changes, evidence) => {
    const found = finding(subject, changes)
    expect(found?.result).toBe('differs')
    expect(found?.evidence).toMatch(evidence)
  })
})

test('a client at its limit at every target is no condition that was the same: it was not met', () => {
  const [one, other] = ['a', 'b'].map((label) => {
    const capture = aCapture(label)
    return { ...capture, client: { ...(capture.client as NonNullable<typeof capture.client>), saturatedRounds: 9 } }
  })
  const found = fairnessFindings([one, other] as never).find(({ subject }) => subject === 'client saturation')
  expect(found).toMatchObject({
    result: 'not_met',
    evidence: expect.stringContaining('saturated at every target, so there is no verdict'),
  })
})

describe('what a target does not tell is unknown, not the same', () => {
  test.each<[string, Partial<TargetCapture>]>([
    ['served model', { model: null }],
    ['context length', { maxModelLen: null }],
    ['requests', { plan: null }],
    ['tokenizer', { cells: [aCell({ samples: [] })] }],
    ['output lengths and finish reasons', { cells: [aCell({ outputTokens: null })] }],
    ['text of greedy answers', { cells: [aCell({ samples: [{ ...sample, answer: null }] })] }],
    ['prefix-cache hits', { cells: [aCell({ cache: null })] }],
    ['precision', { precision: null }],
    ['engine version', { engineVersion: null }],
    ['other traffic', { serverCounters: null }],
    ['client saturation', { client: null }],
    ['machine shared with the client', { local: null }],
  ])('%s', (subject, changes) => {
    expect(finding(subject, changes)?.result).toBe('unknown')
  })
})

test('two labels of one server are no other traffic to each other, and what exceeds both is', () => {
  const url = 'http://127.0.0.1:1/v1'
  const traffic = (requests: number, changes: Partial<TargetCapture> = {}) => {
    const serverCounters = ServerCounters.parse({ requests, promptTokens: 0, outputTokens: 0 })
    const captures = [aCapture('a', { url, serverCounters }), aCapture('b', { url, serverCounters, ...changes })]
    return fairnessFindings(captures).find(({ subject }) => subject === 'other traffic')
  }
  expect(traffic(40)).toMatchObject({ result: 'same', evidence: expect.stringContaining('together with b') as string })
  expect(traffic(47)).toMatchObject({
    result: 'differs',
    evidence: expect.stringContaining('7 came from elsewhere') as string,
  })
  expect(traffic(33)).toMatchObject({
    result: 'unknown',
    evidence: expect.stringContaining('7 were not counted') as string,
  })
  // One after the other: the counters of each hold its own requests.
  const later = { startedAt: '2026-01-03T00:00:00Z', endedAt: '2026-01-03T00:10:00Z' }
  expect(traffic(40, later)?.result).toBe('differs')
})

test('a model served under the folder it was loaded from is the same model', () => {
  expect(finding('served model', { model: '/models/qwen2.5-0.5b-instruct/' })?.result).toBe('same')
})

test('an answer that goes on where the other ends says the same', () => {
  const longer = { ...sample, answer: 'the answer, and more' }
  expect(finding('text of greedy answers', { cells: [aCell({ samples: [longer] })] })?.result).toBe('same')
})

test('at the full length of every answer it is a habit of the server what it calls the end', () => {
  const found = finding('output lengths and finish reasons', { cells: [aCell({ finishReasons: { stop: 20 } })] })
  expect(found?.result).toBe('same')
})

test('that the end of sequence was ignored is claimed of no target whose lengths are not known', () => {
  const found = finding('sampling', { cells: [aCell({ outputTokens: null })] })
  expect(found).toMatchObject({ result: 'unknown', evidence: expect.stringContaining('no length of an answer') })
})
