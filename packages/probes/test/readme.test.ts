import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { runExample } from '../../../tools/config/readme-example.mjs'

test('the example of the README runs as it stands and prints what it says', async () => {
  expect(await runExample(resolve(import.meta.dirname, '..'))).toEqual([
    'vllm 640',
    'shared_stream_concurrent_batching none',
    'paged_or_native_path_usage yes',
    'formal_block_table_usage none',
    'missing_endpoint_identity_probe,runtime_surface_marker_hits_zero',
  ])
})
