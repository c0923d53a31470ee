import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { AggregatedMetrics } from '../artifacts/aggregated-metrics.js'
import { RunPlan } from '../run/run-plan.js'
import { aRecord } from '../testing/a-record.js'
import { RequestRecord } from '../run/request-record.js'
import { defineArtifact } from './artifact.js'
import { fromWire, snakeCase, toWire, wireSchema } from './wire.js'

describe('the wire form', () => {
  test('field names become the names of the Protocol', () => {
    expect(snakeCase('p50TtftMs')).toBe('p50_ttft_ms')
    expect(snakeCase('avgE2elMs')).toBe('avg_e2el_ms')
  })

  test('a record survives the way to disk and back', () => {
    const record = aRecord({ ttftMs: 12.5 })
    const json = JSON.parse(JSON.stringify(toWire(RequestRecord, record)))

    expect(json).toMatchObject({ request_id: 'r-0-0', first_token_at: 12.5, error_class: null })
    expect(fromWire(RequestRecord, wireSchema(RequestRecord).parse(json))).toEqual(record)
  })

  test('a field that may be left out has its names renamed where it is there, and stays out where it is not', () => {
    const schema = z.object({ loadThreads: z.array(z.object({ cpuShare: z.number() })).exactOptional() })
    const value = { loadThreads: [{ cpuShare: 0.5 }] }
    expect(toWire(schema, value)).toEqual({ load_threads: [{ cpu_share: 0.5 }] })
    expect(fromWire(schema, wireSchema(schema).parse({ load_threads: [{ cpu_share: 0.5 }] }))).toEqual(value)
    expect(toWire(schema, {})).toEqual({})
    expect(fromWire(schema, wireSchema(schema).parse({}))).toEqual({})
    expect(wireSchema(schema).safeParse({ load_threads: [{ cpuShare: 0.5 }] }).success).toBe(false)
  })

  test('unions, defaults and the keys of labels keep their meaning in a plan', () => {
    const plan = RunPlan.parse({
      target: { kind: 'endpoint', url: 'http://127.0.0.1:1/v1', headers: { 'X-My-Team': 'a' } },
      workloads: [
        {
          name: 'Q1',
          source: 'short_qa',
          promptTokens: 32,
          outputTokens: 64,
          requests: 5,
          load: { kind: 'poisson', rateRps: 2 },
        },
      ],
    })
    const json = JSON.parse(JSON.stringify(toWire(RunPlan, plan)))

    expect(json.target.headers).toEqual({ 'X-My-Team': 'a' })
    expect(json.workloads[0].load).toMatchObject({ kind: 'poisson', rate_rps: 2, max_concurrency: null })
    expect(fromWire(RunPlan, wireSchema(RunPlan).parse(json))).toEqual(plan)
  })

  test('a default of several fields is the same in a file that leaves it out', () => {
    const load = { kind: 'closed', concurrency: 1 }
    const workload = { name: 'Q1', source: 'short_qa', prompt_tokens: 32, output_tokens: 64, requests: 5, load }
    const json = wireSchema(RunPlan).parse({ target: { kind: 'cpu' }, workloads: [workload] })

    expect(json).toMatchObject({ workloads: [{ sampling: { ignore_eos: true, top_p: null } }] })
    expect(fromWire(RunPlan, json).workloads[0]?.sampling).toMatchObject({ ignoreEos: true, topP: null, topK: null })
  })

  test('a file that does not fit is an error that names file and field', () => {
    const artifact = defineArtifact({ name: 'record', version: 1, schema: RequestRecord })
    const json = { ...(artifact.serialize(aRecord()) as object), start_at: 'soon' }

    expect(() => artifact.parse(json, 'records.jsonl')).toThrow(/records\.jsonl is not a valid record: field start_at/)
  })

  test('the JSON Schema speaks of the fields that are in the file', () => {
    const schema = JSON.stringify(
      defineArtifact({ name: 'metrics', version: 1, schema: AggregatedMetrics }).jsonSchema(),
    )
    expect(schema).toContain('"p99_ttft_ms"')
    expect(schema).not.toContain('p99TtftMs')
  })
})
