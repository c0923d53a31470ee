// Many shards in one process for coordinator.mjs: they speak as shards do, over TLS, and answer each request at once with a record that
// nobody measured. So the coordinator is what limits the pace.
import { joinRendezvous, driveForCoordinator } from '@sagellm-benchmark/runner/shards'
import { systemClock } from '@sagellm-benchmark/protocol-types'

const { hello, of, port, token, tokens } = JSON.parse(process.argv[2])
const place = { host: '127.0.0.1', port }
const clock = systemClock()
/** Requests that a shard has asked for and not got. */
const AHEAD = 32

function worker() {
  let hear = () => {}
  let sent = 0
  const say = (message) => setImmediate(() => hear(message))
  return {
    identity,
    listen: (listener) => {
      hear = listener ?? (() => {})
    },
    post(message) {
      if (message.kind === 'drive') {
        sent = 0
        say({ kind: 'prepared', identity })
        say({ kind: 'want', phase: 'warmup', count: AHEAD })
        say({ kind: 'want', phase: 'measured', count: AHEAD })
      }
      if (message.kind !== 'requests') return
      const planned = message.dealt.map((each) => each.planned)
      if (planned.length > 0) {
        sent += planned.length
        say({ kind: 'sent', requestIds: planned.map(({ requestId }) => requestId) })
        say({ kind: 'records', records: planned.map(recordOf) })
        say({ kind: 'want', phase: message.phase, count: planned.length })
      }
      if (message.last && message.phase === 'measured')
        say({ kind: 'driven', driven: { ...share, records: sent, measured: sent }, identity })
    },
    close: async () => {},
  }
}

const identity = {
  ...{ label: 'bench', engine: 'unknown', model: 'm', transport: 'raw', stampSource: 'socket_read', simulated: true },
  ...{ maxModelLen: null, notices: [] },
}

const share = {
  ...{ stopReason: 'requests', startedAt: null, measuredFrom: null, endedAt: null, failed: 0, cancelledByRun: 0 },
  ...{ skipped: 0, peakInFlight: 1, dry: { takes: 0, waitedMs: 0 }, stalled: 0, readLateness: null },
  latenessMs: new Float64Array(0),
  sample: {
    ...{ eventLoopDelayP99Ms: null, eventLoopDelayMaxMs: null, cpuShare: null, processCpuShare: null },
    ...{ cores: null, stalls: null },
  },
}

await Promise.all(
  Array.from({ length: of - 1 }, async (_, at) => {
    const stream = await joinRendezvous({ place, token, waitSeconds: 120, clock })
    await driveForCoordinator({ stream, hello: { ...hello, shard: at + 1, of }, start: async () => [worker()] })
  }),
)

function recordOf({ requestId, workload, phase, round, index, request, intendedPromptTokens, promptLengthBasis }) {
  const at = clock.now()
  const tokenAt = Array.from({ length: tokens }, (_, token) => at + token * 20.000123)
  const endAt = tokenAt.at(-1)
  return {
    ...{ schemaVersion: 1, requestId, target: 'bench', workload, phase, round, index },
    ...{
      scheduledAt: at,
      startAt: at,
      sentAt: at,
      headersAt: at,
      firstChoiceAt: at,
      firstStepAt: at,
      firstTokenAt: at,
    },
    ...{ firstOutputAt: at, tokenAt, choiceSteps: [], otherChunkAt: [], lastTokenAt: endAt, endAt },
    ...{ promptTokens: 32, outputTokens: tokens, tokenCountSource: 'usage', chunkCount: tokens, coalescedChunks: 0 },
    ...{
      firstReadShare: null,
      tbtMs: 20,
      tbtBasis: 'steps',
      usage: null,
      engineMetrics: null,
      engineTimings: null,
      part: null,
    },
    ...{
      requestedOutputTokens: request.maxTokens,
      requestedPromptTokens: null,
      intendedPromptTokens,
      promptLengthBasis,
    },
    ...{ finishReason: 'length', httpStatus: 200, errorClass: null, errorMessage: null, retries: 0, traceparent: null },
    ...{ session: null, replica: null, shard: null, model: 'm', transport: 'raw', connectionReused: true },
    ...{ maxReadLatenessMs: null, simulated: true, flags: [], outputText: null, outputTokenIds: null },
  }
}
