// The streaming loop of the openai package, as its README shows it.
import OpenAI from 'openai'
import { cpuSeconds, finish, monotonicOffsetMs } from './node-common.mjs'

const [port, streams, warm, tokens, stampsFile] = process.argv.slice(2)
const client = new OpenAI({ baseURL: `http://127.0.0.1:${port}/v1`, apiKey: 'none', maxRetries: 0, timeout: 240_000 })

async function read(index, wanted) {
  const stamps = []
  const stream = await client.chat.completions.create(
    {
      model: 'bench-model',
      messages: [{ role: 'user', content: 'Hello' }],
      max_tokens: wanted,
      stream: true,
      stream_options: { include_usage: true },
    },
    { headers: { 'x-request-id': `s-${index}` } },
  )
  for await (const chunk of stream) {
    if (chunk.choices[0]?.delta?.content) stamps.push(performance.now())
  }
  return stamps
}

const wave = (wanted) => Promise.allSettled(Array.from({ length: Number(streams) }, (_, index) => read(index, wanted)))

if (warm !== '0') await wave(Number(warm))
const results = await wave(Number(tokens))
const cpu = cpuSeconds()
const errors = results.filter((each) => each.status === 'rejected')
if (errors[0]) console.error(errors[0].reason)
finish({
  stampsFile,
  cpu,
  errors: errors.length,
  offset: monotonicOffsetMs(),
  stamps: results.map((each) => each.value ?? []),
})
