import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { createRandom, type RandomSource } from '@sagellm-benchmark/protocol-types/random'
import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import { type ForeignTool, recomputeAs } from '@sagellm-benchmark/metrics'

/**
 * The exports against the code of the real packages. Opt-in, because it needs their wheels, unpacked, and a Python with numpy and pydantic:
 *
 *     pip download --no-deps --python-version 3.12 --only-binary=:all: vllm sglang aiperf guidellm   # then unzip each into a folder of its name
 *     SAGELLM_INTEROP_WHEELS=FOLDER SAGELLM_INTEROP_PYTHON=python npx vitest run test/interop-oracle.test.ts
 */
const folder = process.env['SAGELLM_INTEROP_WHEELS'] ?? ''
const python = process.env['SAGELLM_INTEROP_PYTHON'] ?? 'python3'

/** A stream as it came over the wire, ms: role, texts, finish, end of the body. */
type Stream = {
  readonly start: number
  readonly choices: number[]
  readonly texts: number[]
  readonly end: number
  readonly ending: 'good' | 'cut' | 'refused'
  readonly prompt_tokens: number
  readonly output_tokens: number
  readonly usage: number | null
  readonly asked: number
}

const limits = { ttft: 120, tpot: 12, e2el: 900 }

test.skipIf(folder === '')('every figure is what the code of the other tool makes of the same streams', () => {
  const random = createRandom(16)
  const streams = Array.from({ length: 200 }, (_, at) => streamOf(at, random))
  const input = JSON.stringify({ streams, limits })
  const script = fileURLToPath(new URL('interop-oracle.py', import.meta.url))
  const ran = spawnSync(python, [script, folder], { input, encoding: 'utf8', maxBuffer: 1e8 })
  expect(ran.stderr).toBe('')
  const theirs = JSON.parse(ran.stdout) as Record<ForeignTool, Record<string, unknown>>

  const serviceLevels = [
    { metric: 'ttft_ms' as const, maxMs: limits.ttft },
    { metric: 'tpot_ms' as const, maxMs: limits.tpot },
    { metric: 'e2e_latency_ms' as const, maxMs: limits.e2el },
  ]
  const records = streams.map(recordOf)
  for (const tool of ['vllm', 'sglang', 'aiperf', 'guidellm'] as const) {
    const ours = recomputeAs(tool, records, { serviceLevels })
    for (const [name, value] of Object.entries(theirs[tool])) expectClose(ours[name], value, `${tool} ${name}`)
  }
})

function streamOf(at: number, random: RandomSource): Stream {
  const start = at * 37 + random.uniform() * 20
  const ending = at % 17 === 5 ? 'refused' : at % 23 === 7 ? 'cut' : 'good'
  const base = { start, ending, prompt_tokens: 64 + (at % 5), asked: 40 } as const
  if (ending === 'refused') return { ...base, choices: [], texts: [], end: start + 5, output_tokens: 0, usage: null }
  const output_tokens = at % 29 === 0 ? 1 : 8 + Math.floor(random.uniform() * 30)
  const role = start + 30 + random.uniform() * 60
  const texts: number[] = []
  let now = role + random.uniform() * 40
  for (let token = 0; token < output_tokens; token++) {
    texts.push(now)
    now += 5 + random.uniform() * 12
  }
  const finish = ending === 'good' ? [now] : []
  const usage = ending === 'good' ? output_tokens : null
  return { ...base, choices: [role, ...texts, ...finish], texts, end: now + 3, output_tokens, usage }
}

function recordOf(
  { start, choices, texts, end, ending, prompt_tokens, output_tokens, usage, asked }: Stream,
  index: number,
) {
  const others = choices.filter((stamp) => !texts.includes(stamp))
  const errorClass =
    ending === 'good' ? null : ending === 'cut' ? ('stream_cut_short' as const) : ('overloaded' as const)
  return aRecord({
    index,
    startAt: start,
    firstChoiceAt: choices[0] ?? null,
    otherChunkAt: others,
    tokenAt: texts,
    endAt: end,
    promptTokens: prompt_tokens,
    outputTokens: output_tokens,
    requestedOutputTokens: asked,
    tokenCountSource: usage === null ? 'tokenizer' : 'usage',
    usage:
      usage === null
        ? null
        : {
            promptTokens: prompt_tokens,
            completionTokens: usage,
            cachedTokens: null,
            reasoningTokens: null,
            totalTokens: null,
          },
    errorClass,
  })
}

/** Equal up to rounding: AIPerf keeps whole nanoseconds. */
function expectClose(ours: unknown, theirs: unknown, place: string): void {
  if (typeof theirs === 'object' && theirs !== null) {
    for (const [name, value] of Object.entries(theirs))
      expectClose((ours as Record<string, unknown> | undefined)?.[name], value, `${place} ${name}`)
    return
  }
  expect(ours, place).toBeTypeOf('number')
  const [a, b] = [ours as number, theirs as number]
  expect(Math.abs(a - b) / Math.max(1, Math.abs(b)), `${place}: ${a}, there ${b}`).toBeLessThan(2e-6)
}
