import { RunPlan } from '@sagellm-benchmark/protocol-types'
import { describe, expect, test } from 'vitest'
import { planRequests } from '../index.js'
import { plannedTraces } from '../plan/plan-resources.js'
import { promptsInTrace } from './prompts-in-trace.js'
import { readTrace } from './read-trace.js'

const ids = (at: number) => ({ timestamp: at, input_length: 40, output_length: 2, hash_ids: [1, at] })
const text = (at: number) => ({ timestamp: at, text_input: `Text ${at}`, output_length: 2 })
const read = (rows: readonly object[]) =>
  readTrace([new TextEncoder().encode(rows.map((row) => `${JSON.stringify(row)}\n`).join(''))], { path: 'f' })

describe.each([
  ['texts first', [text(0), ids(1), text(2), ids(3)]],
  ['ids first', [ids(0), text(1), ids(2), ids(3)]],
])('a trace that mixes texts and ids, %s', (_name, rows) => {
  const isText = rows.map((row) => 'text_input' in row)

  test('is counted row by row', async () => {
    const texts = isText.filter(Boolean).length
    expect(promptsInTrace(await read(rows))).toEqual({ texts, lengths: rows.length - texts, firstWithout: null })
    expect(promptsInTrace(await read(rows), { requests: 1 }).texts).toBe(isText[0] ? 1 : 0)
  })

  test('sends each text as it is, and words of the length of each other row', async () => {
    const plan = RunPlan.parse({
      target: { kind: 'endpoint', url: 'http://127.0.0.1:1/v1', api: 'completions' },
      warmup: { requests: 0 },
      workloads: [
        {
          ...{ name: 'T', source: 'trace', sourceOptions: { path: 'f' }, promptTokens: 1, outputTokens: 1 },
          ...{ requests: rows.length, load: { kind: 'closed', concurrency: 1 } },
        },
      ],
    })
    const [key] = [...plannedTraces(plan).keys()]
    const tokenizer = { name: 't', encode: (each: string) => Array.from(each, () => 1), decode: () => '' }
    const traces = new Map([[key as string, await read(rows)]])
    const planned = [...planRequests(plan, { workload: 'T', phase: 'measured', round: 0 }, { traces, tokenizer })]
    for (const [at, { request, intendedPromptTokens }] of planned.entries()) {
      const sent = request.input.kind === 'text' ? request.input.text : ''
      if (isText[at]) expect(sent).toBe(`Text ${at}`)
      else expect([sent.length, intendedPromptTokens]).toEqual([40, 40])
    }
  })
})

test('a request that says neither is named by its place', () => {
  const say = (inputTokens: number | null) => ({ inputTokens, outputTokens: null, messages: null, blocks: 0 })
  const requests = [say(3), say(null), say(null)]
  const trace = {
    arrivalsMs: requests.map(() => 0),
    request: (at: number) => ({ ...(requests[at] as ReturnType<typeof say>), block: () => ({ high: 0, low: 0 }) }),
  }
  expect(promptsInTrace(trace)).toEqual({ texts: 0, lengths: 1, firstWithout: 1 })
})
