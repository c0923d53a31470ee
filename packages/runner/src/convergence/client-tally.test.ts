import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { ServerTelemetry } from '@sagellm-benchmark/protocol-types/telemetry'
import { expect, test } from 'vitest'
import { createClientTally } from './client-tally.js'

const histogram = { metric: 'itl', count: 12, meanMs: 20 }
const server = ServerTelemetry.parse({
  ...{ schemaVersion: 1, label: 'a', pages: 2, latencies: { itl: histogram } },
  counters: { generation_tokens: { metric: 'tokens', delta: 14, reset: false } },
})
const byChunks = { tokenCountSource: 'chunks_verified', outputTokens: 7, tbtMs: 20, tbtBasis: 'steps' } as const

/** What is held against the server: its tokens and its time between tokens. */
function held(records: readonly Partial<ReturnType<typeof aRecord>>[]) {
  const tally = createClientTally()
  for (const fields of records) tally.add({ ...aRecord(), ...fields })
  const checks = tally.against(server)
  return {
    tokens: checks?.counts.find(({ quantity }) => quantity === 'output_tokens')?.client ?? null,
    itl: checks?.latencies.find(({ latency }) => latency === 'itl')?.clientMeanMs ?? null,
  }
}

test('answers that are counted by chunks are summed where a chunk is a token', () => {
  expect(held([byChunks, byChunks])).toEqual({ tokens: 14, itl: 20 })
})

test('one answer that contradicts it leaves neither a sum of tokens nor a time between them, of those before it either', () => {
  const contradicting = { tokenCountSource: 'chunks_unverified', outputTokens: null, tbtMs: null } as const
  const { flags } = aRecord()
  expect(held([byChunks, { ...contradicting, flags: [...flags, 'chunks_contradicted'] }])).toEqual({
    tokens: null,
    itl: null,
  })
})
