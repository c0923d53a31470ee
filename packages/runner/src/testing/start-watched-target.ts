import { appendFileSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { systemClock, TargetPlan } from '@sagellm-benchmark/protocol-types'
import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import type { ComparisonTarget } from '../compare/comparison-target.js'
import { type FakeClient, fakeClient } from './fake-client.js'

export type WatchedTargetOptions = {
  readonly label: string
  /** Where its log goes. */
  readonly folder: string
  /** Of every record; a little noise that depends on round and index only is added. */
  readonly tbtMs: number
  /** Lines that each answered request adds to the log. @default one that shows nothing */
  readonly logLines?: readonly string[]
  /** Answers of surfaces by path; those that are not named are sound. */
  readonly surfaces?: Readonly<Record<string, RequestListener>>
}

export interface WatchedTarget {
  readonly target: ComparisonTarget
  readonly client: FakeClient
  close(): Promise<void>
}

const TOKENS = 8

/**
 * A target with real surfaces and a real log, whose requests are not sent: its records are made by a formula, so that every
 * verdict about it is certain on any machine.
 */
export async function startWatchedTarget(options: WatchedTargetOptions): Promise<WatchedTarget> {
  const { label, folder, tbtMs, logLines = ['served a request'], surfaces = {} } = options
  const logFile = join(folder, `${label}.server.txt`)
  writeFileSync(logFile, 'SharedStreamBatchStart of an earlier run\n')
  let answered = 0
  const sound: Record<string, RequestListener> = {
    '/info': (_, response) => response.end('{"model":"m"}'),
    '/v1/models': (_, response) => response.end('{"data":[]}'),
    '/metrics': (_, response) => response.end(`vllm:num_requests_running 0\nvllm:request_success_total ${answered}\n`),
  }
  const server = createServer((request, response) => {
    const listener = surfaces[request.url ?? ''] ?? sound[request.url ?? '']
    if (listener) return void listener(request, response)
    response.statusCode = 404
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`

  const client = fakeClient({
    clock: systemClock(),
    latencyMs: () => 0,
    record({ round, index, phase }) {
      answered += 1
      if (logLines.length > 0) appendFileSync(logFile, logLines.map((line) => `${line}\n`).join(''))
      const noise = 1 + 0.001 * ((round * 7 + index * 3) % 5)
      const startAt = (phase === 'warmup' ? 0 : 10_000) + round * 10_000
      const {
        requestId: _,
        workload: _w,
        round: _r,
        index: _i,
        phase: _p,
        ...record
      } = aRecord({
        startAt,
        ttftMs: 3 * tbtMs * noise,
        gapMs: tbtMs * noise,
        outputTokens: TOKENS,
      })
      return { ...record, target: label }
    },
  })
  return {
    target: { endpoint: TargetPlan.parse({ kind: 'endpoint', label, url, model: 'm' }) as never, logFile },
    client,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
