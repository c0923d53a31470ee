import { expect, test } from 'vitest'
import { serverTelemetryFile } from '../telemetry/server-telemetry.js'
import { RunPlan } from '../run/run-plan.js'
import { engineLabel, engineName, engines } from './engine-names.js'

test('no spelling belongs to two engines', () => {
  for (const { name, label, aliases } of engines) {
    for (const spelling of [name, label, ...aliases])
      expect({ spelling, name: engineName(spelling) }).toEqual({ spelling, name })
  }
  expect(new Set(engines.map(({ name }) => name)).size).toBe(engines.length)
})

test.each([
  ['llama-cpp', 'llamacpp', 'llama.cpp'],
  ['LLAMA_CPP', 'llamacpp', 'llama.cpp'],
  ['tensorrt-llm', 'trtllm', 'TensorRT-LLM'],
  ['vLLM', 'vllm', 'vLLM'],
])('%s is %s, shown as %s', (given, name, label) => {
  expect(engineName(given)).toBe(name)
  expect(engineLabel(given)).toBe(label)
})

test('an engine that the list does not know keeps the name and the capitals it was given', () => {
  expect(engineName('MyEngine')).toBe('MyEngine')
  expect(engineLabel('MyEngine')).toBe('MyEngine')
})

test('a plan and a file with an old name are read as the one name', () => {
  const target = { kind: 'endpoint' as const, url: 'http://127.0.0.1:1/v1', dialect: 'llama-cpp' }
  const load = { kind: 'closed' as const, concurrency: 1 }
  const workload = { name: 'A', source: 'short_qa', promptTokens: 8, outputTokens: 8, requests: 1, load }
  expect(RunPlan.parse({ target, workloads: [workload] }).target).toMatchObject({ dialect: 'llamacpp' })

  const telemetry = {
    schema_version: 1,
    label: 'a',
    engine: 'tensorrt-llm',
    pages: 0,
    interval_ms: null,
    gauges: {},
    counters: {},
    latencies: {},
    prefix_hit_rate: null,
    spec_accept_rate: null,
    gaps: [],
  }
  expect(serverTelemetryFile.parse(telemetry, 'server_telemetry.json').engine).toBe('trtllm')
  expect(JSON.stringify(serverTelemetryFile.jsonSchema())).toContain('"engine"')
})
