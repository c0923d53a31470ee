import type { EngineClient } from '@sagellm-benchmark/clients'
import { probes } from '@sagellm-benchmark/probes'
import type { PlannedRequest, RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { SlotRelease } from '@sagellm-benchmark/protocol-types/shapes'
import { GenerationRequest } from '@sagellm-benchmark/protocol-types/engine'
import type { ServerTelemetry } from '@sagellm-benchmark/protocol-types/telemetry'
import type { OpenTarget } from '../targets/define-target.js'
import { judgeSlotRelease, type Reading } from './judge-slot-release.js'

/** Between two readings of the server's counter. */
const POLL_MS = 20
/** The server's counter at rest is what it is before the first request. */
const REST_MS = 300
const TRIES = 3
/** Nothing is watched for longer after a cancellation. */
const MAX_WATCH_MS = 10_000
/** Answers long enough that their end is told from a cancellation. */
const WANTED_TOKENS = 512

/** What reads the server's counters, and nothing that starts a program or costs it work. */
const counters = probes.filter(({ kind, name }) => kind === 'surface' && /metrics/.test(name))

/**
 * Tries whether an idle server frees the place of a request whose client has gone: one request is answered whole, which shows how long the
 * answer takes and that the counter of running requests shows it; then three are cancelled at their first token, and the counter is
 * read until the answer would have ended.
 */
export async function probeSlotRelease(target: OpenTarget): Promise<SlotRelease> {
  const { trial, observe } = target
  if (!trial || observe === null) return unknown('there is no server beside the client whose counter could be read')
  const observer = await observe({
    intervalMs: POLL_MS,
    settleMs: 0,
    resourceIntervalMs: 60_000,
    logFile: null,
    pid: null,
    probes: counters,
  })
  await pause(REST_MS)
  const from = await sendOne(trial, { name: 'whole' })
  const cancelled: RequestRecord[] = []
  if (from.errorClass === null) {
    await pause(REST_MS)
    const answerMs = from.endAt - (from.firstTokenAt ?? from.startAt)
    for (let at = 0; at < TRIES; at += 1) {
      cancelled.push(await sendOne(trial, { name: `cancelled-${at}`, cancelAfterTokens: 1 }))
      await pause(Math.min(MAX_WATCH_MS, 1.2 * answerMs + REST_MS))
    }
  }
  const { telemetry } = await observer.stop()
  return judgeSlotRelease({ whole: from, cancelled, readings: busyReadings(telemetry) })
}

/** Running and waiting requests together, at each reading of the page; empty where the server shows no such counter. */
function busyReadings({ gauges }: ServerTelemetry): Reading[] {
  const { requests_running: running, requests_waiting: waiting } = gauges
  if (!running) return []
  return running.atMs.map((at, index) => ({
    at,
    busy: (running.value[index] ?? 0) + (waiting?.value[waiting.atMs.indexOf(at)] ?? 0),
  }))
}

function sendOne(
  client: EngineClient,
  { name, cancelAfterTokens = null }: { readonly name: string; readonly cancelAfterTokens?: number | null },
): Promise<RequestRecord> {
  const { maxModelLen } = client.identity
  const maxTokens = Math.max(16, Math.min(WANTED_TOKENS, Math.floor((maxModelLen ?? 4 * WANTED_TOKENS) / 2)))
  const content = `Count upwards from one, a number a line, and go on (${name}).`
  const planned: PlannedRequest = {
    requestId: `slot-release-${name}`,
    workload: 'slot-release',
    phase: 'warmup',
    round: 0,
    index: 0,
    dueAtMs: null,
    request: GenerationRequest.parse({ input: { kind: 'messages', messages: [{ role: 'user', content }] }, maxTokens }),
    intendedPromptTokens: null,
    promptLengthBasis: 'estimate',
    cancel: cancelAfterTokens === null ? null : { afterMs: null, afterTokens: cancelAfterTokens },
  }
  return client.send(planned)
}

function unknown(why: string): SlotRelease {
  const message = `whether the server frees the place of a cancelled request is not known: ${why}`
  return { freed: null, freedWithinMs: [], pollMs: null, answerMs: null, message }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
