// Runs or resumes the plan of the folder given, against a client that answers after a few milliseconds, and prints each
// request's id when its progress event comes. Uses the built package: this is the program that gets killed.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { openJournal, requestsFrom, resumePlan, runPlan } from '../../dist/index.js'

const [folder, requestsFile] = process.argv.slice(2)
const requests = JSON.parse(readFileSync(requestsFile, 'utf8'))
const resume = existsSync(join(folder, 'records.jsonl')) ? await resumePlan(folder) : null
if (!resume) writeFileSync(join(folder, 'started'), '')
const plan = JSON.parse(readFileSync(join(folder, 'plan.json'), 'utf8'))

const client = {
  identity: {
    label: 'local',
    engine: 'test',
    model: 'test',
    transport: 'raw',
    stampSource: 'socket_read',
    simulated: true,
    maxModelLen: null,
    notices: [],
  },
  async open() {},
  async close() {},
  async send({ requestId, workload, phase, round, index }) {
    const startAt = performance.now()
    await new Promise((resolve) => setTimeout(resolve, 1 + ((index * 7) % 5)))
    const endAt = performance.now()
    const tokenAt = [(startAt + endAt) / 2, endAt]
    const seen = { startAt, sentAt: startAt, headersAt: startAt, tokenAt, endAt, outputTokens: 2 }
    return aRecord({ requestId, workload, phase, round, index, ...seen })
  },
}

const journal = openJournal(folder, { mode: resume ? 'continue' : 'new' })
await runPlan({
  plan,
  client,
  journal,
  resume,
  requests: requestsFrom(requests),
  // A synchronous write: what was printed had been told before the kill came.
  observers: [{ onRecord: ({ requestId }) => writeFileSync(1, `${requestId}\n`) }],
})
journal.close()
writeFileSync(1, 'done\n')
