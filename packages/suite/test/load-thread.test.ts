import { type PlannedRequest, type RequestRecord, RunPlan, systemClock } from '@sagellm-benchmark/protocol-types'
import { createEndpointClient, openLoadGenerator, requestsFrom, runPlan } from '@sagellm-benchmark/runner'
import { expect, test } from 'vitest'
import { startCalibrationServer } from '../src/calibrate/start-calibration-server.js'

// A server in a process of its own, which holds the moment of every write, says what happened while this thread could do nothing.

const STREAMS = 4
const TOKENS = 150

type Span = { readonly from: number; readonly to: number }

/** Work of the program that lets nothing else of its thread run, and when it did so on CLOCK_MONOTONIC, ms. */
function disturbances() {
  const spans: Span[] = []
  const page = `sagellm_tokens_total{model="m",le="0.5"} 12345\n`.repeat(45_000)
  const monotonicMs = () => Number(process.hrtime.bigint()) / 1e6
  const during = (work: () => void) => {
    const from = monotonicMs()
    work()
    spans.push({ from, to: monotonicMs() })
  }
  return {
    spans,
    /** A disk that answers after 400 ms. */
    write: () => during(() => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400)),
    /** A /metrics page of 2 MB, read until 100 ms are over. */
    read: () =>
      during(() => {
        const until = monotonicMs() + 100
        while (monotonicMs() < until) page.split('\n').map((line) => /^(\w+)\{(.*)\} (\S+)$/.exec(line))
      }),
  }
}

async function disturbed(loadThreads: number) {
  const server = await startCalibrationServer({
    tokensPerSecond: 50,
    maxStreams: STREAMS,
    signal: new AbortController().signal,
  })
  const clock = systemClock()
  const plan = RunPlan.parse({
    target: { kind: 'endpoint', url: server.url, loadThreads },
    workloads: [
      {
        name: 'W',
        source: 'short_qa',
        promptTokens: 8,
        outputTokens: TOKENS,
        requests: STREAMS,
        load: { kind: 'batch', size: STREAMS },
      },
    ],
    // Whose record is written while the measured streams run.
    warmup: { requests: STREAMS },
  }) as RunPlan & { target: { kind: 'endpoint' } }
  const client = createEndpointClient(plan, { clock })
  const { spans, write, read } = disturbances()
  const records: RequestRecord[] = []
  await client.open({ connections: 0 })
  const generator = await openLoadGenerator(plan, { client, clock })
  const pages = setInterval(read, 250)
  try {
    const { clockOffsets, workloads } = await runPlan({
      plan,
      client: generator,
      clock,
      requests: requestsFrom(planned()),
      journal: { append: write },
      observers: [{ onRecord: (record) => void records.push(record) }],
    })
    const measured = records.filter(({ phase }) => phase === 'measured')
    const stamps = measured.flatMap(({ tokenAt }) => tokenAt.map((at) => at + clockOffsets.toMonotonicMs))
    const writes = (await Promise.all(measured.map(({ requestId }) => server.tokenWrites(requestId)))).flatMap(
      (each) => each ?? [],
    )
    return {
      records: measured,
      written: countWithin(writes, spans),
      stamped: countWithin(stamps, spans),
      overhead: workloads[0]?.clientOverhead,
    }
  } finally {
    clearInterval(pages)
    await generator.close()
    await client.close()
    await server.close()
  }
}

/** Without the last moments of a span, in which what was written cannot have been read. */
function countWithin(moments: readonly number[], spans: readonly Span[]): number {
  return moments.filter((at) => spans.some(({ from, to }) => at > from + 1 && at < to - 20)).length
}

function planned(): PlannedRequest[] {
  return (['warmup', 'measured'] as const).flatMap((phase) =>
    Array.from({ length: STREAMS }, (_, index) => ({
      requestId: `W-${phase}-${index}`,
      workload: 'W',
      phase,
      round: 0,
      index,
      dueAtMs: null,
      request: {
        input: { kind: 'messages' as const, messages: [{ role: 'user' as const, content: `Count, stream ${index}.` }] },
        maxTokens: phase === 'warmup' ? 20 : TOKENS,
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
      requestedPromptTokens: null,
      intendedPromptTokens: null,
      promptLengthBasis: 'estimate' as const,
    })),
  )
}

test('a slow disk, a large page and a busy program move no stamp of a load thread', async () => {
  const { records, written, stamped, overhead } = await disturbed(1)
  expect(records.map(({ errorClass, tokenAt }) => [errorClass, tokenAt.length])).toEqual(
    Array(STREAMS).fill([null, TOKENS]),
  )
  expect(written).toBeGreaterThan(100)
  // While the program could do nothing, the thread stamped what the server wrote.
  expect(stamped).toBeGreaterThan(written / 2)
  expect(overhead?.loadThreads).toBe(1)
})

test('without one nothing is stamped while the program is busy', async () => {
  const { written, stamped, overhead } = await disturbed(0)
  expect(written).toBeGreaterThan(100)
  expect(stamped).toBe(0)
  expect(overhead).toMatchObject({ loadThreads: 0, clientSaturated: true })
})
