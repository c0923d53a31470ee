import { expect, test } from 'vitest'
import { fakeServer } from '../../test/support/fake-server.js'
import { waitUntilReady } from './wait-until-ready.js'

test('a trial of the native API is read by its own events', async () => {
  const own = { request_id: 'unnamed', trace_id: 'benchmark-unnamed', engine_id: 'e' }
  const times = { ttft_ms: 20, tbt_ms: 0, tpot_ms: 0, throughput_tps: 50, itl_list: [], timestamps: null }
  const metrics = { ...times, peak_mem_mb: 0, error_rate: 0, kv_used_tokens: 0 }
  const events = [
    { event: 'start', ...own, prompt_tokens: 1 },
    { event: 'delta', ...own, content: 'a', content_tokens: [5] },
    { event: 'end', ...own, prompt_tokens: 1, content: 'a', output_tokens: [5], finish_reason: 'length', metrics },
  ]
  const server = fakeServer({
    'POST /v1/completions/stream': {
      text: events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''),
      headers: { 'content-type': 'text/event-stream' },
    },
  })
  const ready = await waitUntilReady({ ...server.options, api: 'native', model: 'm', dialect: 'sagellm', waitMs: 0 })
  expect(ready.notices).toEqual([])
})
