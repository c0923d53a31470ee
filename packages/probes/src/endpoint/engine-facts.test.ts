import type { EndpointSnapshot } from '@sagellm-benchmark/protocol-types/evidence'
import { expect, test } from 'vitest'
import { engineFacts } from './engine-facts.js'

const facts = (surfaces: Record<string, unknown>) =>
  engineFacts({
    surfaces: Object.entries(surfaces).map(([surface, body]) => ({ surface, body: JSON.stringify(body) })),
  } as unknown as EndpointSnapshot)

test('version and precision come from whichever surface has them', () => {
  expect(facts({ version: { version: '0.11.0' }, info: { dtype: 'bfloat16' } })).toEqual({
    engineVersion: '0.11.0',
    precision: 'bfloat16',
  })
  expect(facts({ 'server-info': { version: '0.5', dtype: 'auto', quantization: 'fp8' } })).toEqual({
    engineVersion: '0.5',
    precision: 'fp8',
  })
})

test.each([
  [{ build_info: 'b6500-3a1', model_path: '/m/qwen2.5-0.5b-instruct-q4_k_m.gguf' }, 'b6500-3a1', 'Q4_K_M'],
  [{ model_path: '/m/big-IQ3_XS-00001-of-00003.gguf' }, null, 'IQ3_XS'],
  [{ model_path: '/m/small.F16.gguf', model_ftype: 'F16' }, null, 'F16'],
  [{ model_path: '/m/some-model.gguf' }, null, null],
  [{ build_info: 'b11669-Debian', model_ftype: '(guessed) all F32' }, 'b11669-Debian', 'F32'],
])('of llama.cpp they stand in /props: %j', (props, engineVersion, precision) => {
  expect(facts({ props })).toEqual({ engineVersion, precision })
})

test('of vLLM the precision stands in /server_info, as text', () => {
  const config = (quantization: string) =>
    `model='m', dtype=torch.bfloat16, kv_cache_dtype=auto, quantization=${quantization}, quantization_config=None`
  const surfaces = (quantization: string) => ({
    version: { version: '0.32.0' },
    'vllm-server-info': { vllm_config: config(quantization) },
  })
  expect(facts(surfaces('None'))).toEqual({ engineVersion: '0.32.0', precision: 'bfloat16' })
  expect(facts(surfaces('fp8'))).toEqual({ engineVersion: '0.32.0', precision: 'bfloat16, fp8' })
})

test('what no surface holds is not known', () => {
  expect(engineFacts(null)).toEqual({ engineVersion: null, precision: null })
})

test.each(['x'.repeat(101), '1.0\u001b[31m', '1.0\n# heading', '1.0\u202e'])(
  'a text that is no version is not taken: %j',
  (version) => {
    expect(facts({ version: { version }, info: { dtype: version } })).toEqual({ engineVersion: null, precision: null })
  },
)

test('a server that answers every route alike says nothing of its engine', () => {
  const same = { version: '9.9', dtype: 'fp8' }
  expect(facts({ version: same, info: same, 'server-info': same, props: same })).toEqual({
    engineVersion: null,
    precision: null,
  })
})
