// The client of this package, as a user calls it: one record per stream.
import { createOpenAiClient } from '../../dist/index.js'
import { cpuSeconds, finish, monotonicOffsetMs } from './node-common.mjs'

const [port, streams, tokens, stampsFile, transport] = process.argv.slice(2)
const count = Number(streams)
const client = createOpenAiClient({
  url: `http://127.0.0.1:${port}/v1`,
  transport,
  model: 'bench-model',
  dialect: 'vllm',
  timeouts: { firstTokenMs: 240_000, totalMs: 240_000 },
})
await client.open({ connections: count })

const planned = (index) => ({
  requestId: `s-${index}`,
  workload: 'bench',
  phase: 'measured',
  round: 0,
  index,
  dueAtMs: null,
  request: {
    input: { kind: 'messages', messages: [{ role: 'user', content: 'Hello' }] },
    maxTokens: Number(tokens),
    ignoreEos: true,
    temperature: 0,
    topP: null,
    topK: null,
    seed: null,
    stop: [],
    choices: 1,
    stream: true,
    extraBody: {},
  },
  intendedPromptTokens: null,
  promptLengthBasis: 'estimate',
})

const sent = Array.from({ length: count }, (_, index) => client.send(planned(index)))
const records = await Promise.all(sent)
const cpu = cpuSeconds()
await client.close()
const failed = records.filter((record) => record.errorClass !== null)
if (failed[0]) console.error(failed[0].errorClass, failed[0].errorMessage)
finish({
  stampsFile,
  cpu,
  errors: failed.length,
  offset: monotonicOffsetMs(),
  stamps: records.map((each) => each.tokenAt),
})
