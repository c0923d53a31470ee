// The client of load workers under test: answers after a few milliseconds on the worker's own clock.
import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { threadId } from 'node:worker_threads'

export function createWorkerClient(birth, clock) {
  const { latencyMs = '5', breaks = '' } = birth.plan.metadata
  return {
    identity: {
      label: 'workers',
      engine: 'test',
      model: `key ${birth.apiKey}`,
      transport: 'raw',
      stampSource: 'socket_read',
      simulated: true,
      maxModelLen: null,
      notices: [],
    },
    async open() {
      if (breaks === 'open') throw new Error('no connection to open')
      if (breaks === 'thread') setTimeout(() => JSON.parse('{'), 1)
    },
    async close() {},
    async send({ requestId, workload, phase, round, index }, { scheduledAt, signal }) {
      const startAt = clock.now()
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, Number(latencyMs))
        signal.addEventListener('abort', () => {
          clearTimeout(timer)
          resolve()
        })
      })
      const endAt = clock.now()
      const times = { scheduledAt: scheduledAt ?? startAt, startAt, endAt, tokenAt: [endAt], outputTokens: 1 }
      const errorClass = signal.aborted ? signal.reason : null
      return aRecord({ requestId, workload, phase, round, index, ...times, errorClass, flags: [`thread-${threadId}`] })
    },
  }
}
