import { existsSync } from 'node:fs'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { BenchError, type RequestRecord, type RunPlan } from '@sagellm-benchmark/protocol-types'
import { runPartsFile, runPlanFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { interruptedFlag } from './interrupted-flag.js'
import { journalFile } from './open-journal.js'
import { partsFile, planHash } from './plan-hash.js'
import { readJournalLines } from './read-journal.js'

/** What an earlier run left to build on. */
export type ResumeState = {
  readonly plan: RunPlan
  /** Requests that have a finished record; they are not sent again. */
  readonly finished: ReadonlySet<string>
  readonly finishedByWorkload: ReadonlyMap<string, number>
  /** Where the records' axis goes on, ms; `null` without a record. */
  readonly continueAtMs: number | null
  /** Measured time already spent, by workload, ms: counts against a plan's duration. */
  readonly usedMs: ReadonlyMap<string, number>
  /** Lines taken out of the journal: torn, doubled, or of requests that the interruption cut off. */
  readonly mendedLines: number
}

/**
 * Reads what an interrupted or killed run left in its folder, and mends the journal so that it can be continued: after
 * the resumed run it holds exactly one record per request.
 *
 * @throws BenchError `not_found` when the folder holds no run; `invalid_argument` for one that ends once it is precise, and for a plan
 *   that was edited since; `corrupt_data` naming file and field.
 * @example
 * const resume = await resumePlan('benchmark_results')
 * const journal = openJournal('benchmark_results', { mode: 'continue' })
 * await runPlan({ plan: resume.plan, resume, journal, client, requests })
 */
export async function resumePlan(folder: string): Promise<ResumeState> {
  if (existsSync(join(folder, 'shard.json')))
    throw new BenchError('invalid_argument', `${folder} holds the records of one shard, which cannot be continued`, {
      hint: 'sagellm-benchmark merge makes a result of what all shards had measured; run it anew for more',
    })
  const plan = await readPlan(join(folder, 'config.json'))
  if (plan.untilPrecise !== null)
    throw new BenchError('invalid_argument', `${folder} holds a run until it is precise, which cannot be continued`, {
      hint: 'its looks at the precision were planned for one go: run it anew in another folder; what it measured stays in records.jsonl',
    })
  const file = join(folder, journalFile)
  const finished = new Set<string>()
  const finishedByWorkload = new Map<string, number>()
  const windows = new Map<string, { from: number; to: number }>()
  let continueAtMs: number | null = null
  let dropped = 0

  // A run that was killed before its first record has a plan and no journal.
  const exists = existsSync(file)
  const again = exists && plan.workloads.some(({ sessions }) => sessions != null) ? await begunSessions(file) : none
  for await (const { record } of exists ? readJournalLines(file) : []) {
    if (!keeps(record, { seen: finished, again })) {
      dropped += 1
      continue
    }
    finished.add(record.requestId)
    if (record.phase === 'measured')
      finishedByWorkload.set(record.workload, (finishedByWorkload.get(record.workload) ?? 0) + 1)
    continueAtMs = Math.max(continueAtMs ?? record.endAt, record.endAt)
    if (record.phase === 'measured') widen(windows, record)
  }
  if (exists && (dropped > 0 || (await lacksLineEnd(file)))) await mend(file, again)

  const usedMs = new Map([...windows].map(([workload, { from, to }]) => [workload, to - from]))
  return { plan, finished, finishedByWorkload, continueAtMs, usedMs, mendedLines: dropped }
}

const none: ReadonlySet<string> = new Set()

type Keeping = {
  readonly seen: ReadonlySet<string>
  /** Sessions that are sent again as a whole. */
  readonly again: ReadonlySet<string>
}

function keeps(record: RequestRecord | null, { seen, again }: Keeping): record is RequestRecord {
  if (record === null || record.flags.includes(interruptedFlag) || seen.has(record.requestId)) return false
  return record.session === null || !again.has(record.session.id)
}

/** Sessions that the interruption found under way: their later turns need answers that are not kept. */
async function begunSessions(file: string): Promise<ReadonlySet<string>> {
  const left = new Map<string, number>()
  const seen = new Set<string>()
  for await (const { record } of readJournalLines(file)) {
    if (!keeps(record, { seen, again: none }) || record.session === null) continue
    seen.add(record.requestId)
    const { id, turns } = record.session
    const failed = record.errorClass !== null && record.errorClass !== 'cancelled_by_run'
    left.set(id, failed ? 0 : Math.max(0, (left.get(id) ?? turns) - 1))
  }
  return new Set([...left].filter(([, turns]) => turns > 0).map(([id]) => id))
}

function widen(windows: Map<string, { from: number; to: number }>, record: RequestRecord): void {
  const window = windows.get(record.workload)
  if (!window) windows.set(record.workload, { from: record.startAt, to: record.endAt })
  else {
    window.from = Math.min(window.from, record.startAt)
    window.to = Math.max(window.to, record.endAt)
  }
}

/** Copies the lines worth keeping to a new file, which then takes the journal's name: safe against a second kill. */
async function mend(file: string, again: ReadonlySet<string>): Promise<void> {
  const temporary = `${file}.mend.tmp`
  const seen = new Set<string>()
  const handle = await open(temporary, 'w')
  try {
    let block = ''
    for await (const { text, record } of readJournalLines(file)) {
      if (!keeps(record, { seen, again })) continue
      seen.add(record.requestId)
      block += `${text}\n`
      if (block.length > 1_000_000) {
        await handle.write(block)
        block = ''
      }
    }
    await handle.write(block)
    await handle.sync()
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  } finally {
    await handle.close()
  }
  await rename(temporary, file)
}

async function lacksLineEnd(file: string): Promise<boolean> {
  const handle = await open(file, 'r')
  try {
    const { size } = await handle.stat()
    if (size === 0) return false
    const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1)
    return buffer[0] !== 10
  } finally {
    await handle.close()
  }
}

/** What stands where a secret was. */
const REDACTED = '[redacted]'

async function readPlan(file: string): Promise<RunPlan> {
  let json: unknown
  try {
    json = JSON.parse(await readFile(file, 'utf8'))
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT'
    throw new BenchError(
      missing ? 'not_found' : 'corrupt_data',
      missing ? `there is no ${file}` : `no plan in ${file}: ${(cause as Error).message}`,
      {
        hint: 'give the folder of an interrupted run; it holds config.json and records.jsonl',
        cause,
      },
    )
  }
  const nested = (json as { plan?: unknown } | null)?.plan
  if (nested !== undefined) await assertUnedited(nested, file)
  const plan = runPlanFile.parse(nested ?? json, file)
  if (!JSON.stringify([plan.target, plan.workloads]).includes(REDACTED)) return plan
  throw new BenchError(
    'invalid_argument',
    `${file}: the address or the body of this run held a key, which is not kept`,
    {
      hint: 'start it anew; a run whose key comes by --api-key or OPENAI_API_KEY can be resumed',
    },
  )
}

/** Records of two plans in one journal would be one measurement of neither. */
async function assertUnedited(plan: unknown, file: string): Promise<void> {
  const path = join(dirname(file), partsFile)
  // A folder of a program that did not keep it has none.
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) return
  const { planHash: kept } = runPartsFile.parse(parsedJson(text, path), path)
  if (kept === null || kept === planHash(plan)) return
  throw new BenchError('invalid_argument', `the plan in ${file} was changed after the run had begun`, {
    hint: 'put it back as it was; or measure the new plan in another folder: run --plan FILE --output FOLDER',
  })
}

function parsedJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new BenchError('corrupt_data', `${path} is no JSON: ${(cause as Error).message}`, {
      hint: 'without it the run can be resumed, but nothing shows whether its plan was changed',
      cause,
    })
  }
}
