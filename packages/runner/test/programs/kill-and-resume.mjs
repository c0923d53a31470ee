// One round of the kill -9 experiment: start the program, kill it at the given moments, resume until it is done, and
// compare what it had reported with what is on disk.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { RunPlan, toWire } from '@sagellm-benchmark/protocol-types'

const program = join(dirname(fileURLToPath(import.meta.url)), 'run-until-killed.mjs')

/**
 * @param {{ requests: number, killAfterRecords: number[], delaysMs?: number[] }} options - each entry kills one start of
 *   the program, so many reported records after it began, and its delay later.
 * @returns {Promise<{ planned: number, kills: number, lost: string[], missing: string[], doubled: string[], torn: number }>}
 */
export async function killAndResume({ requests, killAfterRecords, delaysMs = [] }) {
  const folder = mkdtempSync(join(tmpdir(), 'kill-'))
  try {
    const { planned, requestsFile } = prepare(folder, requests)
    const lost = new Set()
    let kills = 0
    let torn = 0
    for (const [at, after] of [...killAfterRecords, null].entries()) {
      const { told, killed } = await start(folder, requestsFile, after, delaysMs[at] ?? 0)
      if (killed) kills += 1
      const text = readFileSync(join(folder, 'records.jsonl'), 'utf8')
      if (!text.endsWith('\n') && text.length > 0) torn += 1
      const onDisk = new Set(idsIn(text))
      for (const id of told) if (!onDisk.has(id)) lost.add(id)
    }
    const ids = idsIn(readFileSync(join(folder, 'records.jsonl'), 'utf8'))
    const counts = new Map()
    for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1)
    return {
      planned: planned.length,
      kills,
      torn,
      lost: [...lost],
      missing: planned.filter((id) => !counts.has(id)),
      doubled: planned.filter((id) => (counts.get(id) ?? 0) > 1),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function prepare(folder, count) {
  const load = { kind: 'closed', concurrency: 8 }
  const workload = { name: 'W', source: 'short_qa', promptTokens: 1, outputTokens: 2, requests: count, load }
  const plan = RunPlan.parse({ target: { kind: 'cpu' }, workloads: [workload], warmup: { requests: 0 } })
  const requests = Array.from({ length: count }, (_, index) => ({
    requestId: `W-r0-${String(index).padStart(4, '0')}`,
    workload: 'W',
    phase: 'measured',
    round: 0,
    index,
    dueAtMs: null,
    request: { input: { kind: 'text', text: 'x' }, maxTokens: 2 },
    intendedPromptTokens: 1,
    promptLengthBasis: 'estimate',
  }))
  const requestsFile = join(folder, 'requests.json')
  writeFileSync(requestsFile, JSON.stringify(requests))
  writeFileSync(join(folder, 'plan.json'), JSON.stringify(plan))
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ plan: toWire(RunPlan, plan) }))
  return { planned: requests.map(({ requestId }) => requestId), requestsFile }
}

async function start(folder, requestsFile, killAfter, delayMs) {
  const child = spawn(process.execPath, [program, folder, requestsFile], { stdio: ['ignore', 'pipe', 'inherit'] })
  const closed = once(child, 'close')
  let text = ''
  let planned = false
  for await (const chunk of child.stdout) {
    text += chunk
    if (killAfter === null || planned || text.split('\n').length <= killAfter) continue
    planned = true
    setTimeout(() => child.kill('SIGKILL'), delayMs)
  }
  await closed
  const told = text.split('\n').slice(0, -1)
  const killed = child.signalCode === 'SIGKILL'
  if (!killed && told.at(-1) !== 'done')
    throw new Error(`the program failed (${child.exitCode}); build first: npx tsup`)
  return { told: told.filter((line) => line !== 'done'), killed }
}

function idsIn(text) {
  return text.split('\n').flatMap((line) => (line.endsWith('}') ? [JSON.parse(line).request_id] : []))
}
