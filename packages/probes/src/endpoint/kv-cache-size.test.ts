import type { EndpointSnapshot } from '@sagellm-benchmark/protocol-types/evidence'
import { expect, test } from 'vitest'
import { kvCacheSize } from './kv-cache-size.js'

const sizeOf = (surfaces: Record<string, string>) =>
  kvCacheSize({
    surfaces: Object.entries(surfaces).map(([surface, body]) => ({ surface, body })),
  } as unknown as EndpointSnapshot)

const config = (engine: number, blocks: string) =>
  `vllm:cache_config_info{block_size="16",cache_dtype="auto",engine="${engine}",num_gpu_blocks="${blocks}"} 1.0\n`
const unknown = { kvBlockTokens: null, kvCapacityTokens: null }

test('of vLLM it stands in the labels of cache_config_info', () => {
  expect(sizeOf({ metrics: config(0, '27756') })).toEqual({ kvBlockTokens: 16, kvCapacityTokens: 444_096 })
})

test('of several replicas, or of a page that says no number, it is not known', () => {
  expect(sizeOf({ metrics: config(0, '10') + config(1, '10') })).toEqual(unknown)
  expect(sizeOf({ metrics: config(0, 'None') })).toEqual({ kvBlockTokens: 16, kvCapacityTokens: null })
  expect(sizeOf({ metrics: 'up 1\n' })).toEqual(unknown)
  expect(sizeOf({})).toEqual(unknown)
})

test('of SGLang it stands in /get_server_info, by itself or within its only state', () => {
  const known = { kvBlockTokens: 1, kvCapacityTokens: 70_000 }
  expect(sizeOf({ 'server-info': '{"page_size": 1, "max_total_num_tokens": 70000}' })).toEqual(known)
  expect(sizeOf({ 'server-info': '{"page_size": 1, "internal_states": [{"max_total_num_tokens": 70000}]}' })).toEqual(
    known,
  )
  expect(sizeOf({ 'server-info': '{"max_total_num_tokens": -5}' })).toEqual(unknown)
})
