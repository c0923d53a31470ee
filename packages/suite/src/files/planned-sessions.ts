import type { RunPlan, WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import {
  isOfSessions,
  plannedSessionFiles,
  type SessionReading,
  type Sessions,
  sessionsOfRound,
} from '@sagellm-benchmark/workloads/sessions'
import type { ResolvedIo } from '../io.js'
import { plannedFile } from './data-file.js'
import { readSessionFile } from './read-session-file.js'

/** Files of sessions by their key, each of which opens its file anew. */
export type SessionFiles = ReadonlyMap<string, () => Sessions>

/** A plan whose workloads of sessions say how many requests they are. */
export type PlanOfSessions = { readonly plan: RunPlan; readonly sessionFiles: SessionFiles }

/**
 * Finds the session files of a plan, and counts the requests of its sessions: each file is read once, a session at a time, and tells
 * the user what it was taken for and what of it has no effect.
 *
 * @throws BenchError as `readSessionFile` and `hubFile`; `invalid_argument` where a file has fewer sessions than are wanted.
 */
export async function countPlannedSessions(plan: RunPlan, io: ResolvedIo): Promise<PlanOfSessions> {
  if (!plan.workloads.some(isOfSessions)) return { plan, sessionFiles: new Map() }
  const readings = new Map<string, SessionReading>()
  const sessionFiles = new Map<string, () => Sessions>()
  for (const [key, { path, format, startSeconds, durationSeconds }] of plannedSessionFiles(plan, io)) {
    const how = { format, formats: io.sessionFormats, startSeconds, durationSeconds }
    const place = await plannedFile(path, io)
    sessionFiles.set(key, () => {
      const reader = readSessionFile({ path: place, ...how })
      return noted(reader.sessions, () => void readings.set(path, reader.reading()))
    })
  }
  const workloads: WorkloadPlan[] = []
  try {
    for (const workload of plan.workloads) workloads.push(await counted(plan, workload, { sessionFiles, io }))
  } finally {
    // Rows that were passed over are often why there are too few sessions.
    for (const [path, reading] of readings) for (const sentence of readingSentences(path, reading)) io.warn(sentence)
  }
  return { plan: { ...plan, workloads }, sessionFiles }
}

type Counting = { readonly sessionFiles: SessionFiles; readonly io: ResolvedIo }

/** A round of a workload has the turns of all of its sessions. */
async function counted(plan: RunPlan, workload: WorkloadPlan, { sessionFiles, io }: Counting): Promise<WorkloadPlan> {
  if (!isOfSessions(workload)) return workload
  let requests = 0
  const { sessionSources } = io
  for await (const { turns } of sessionsOfRound(plan, workload.name, { sessionFiles, sessionSources }))
    requests += turns.length
  return { ...workload, requests }
}

/** Tells what was read, also where the reading ends early. */
async function* noted<Item>(items: AsyncIterable<Item>, onEnd: () => void): AsyncGenerator<Item, void, undefined> {
  try {
    yield* items
  } finally {
    onEnd()
  }
}

function readingSentences(path: string, reading: SessionReading): string[] {
  const { format, rows, passedOver, usedOtherwise, notWanted, fieldsWithoutEffect } = reading
  const fields = fieldsWithoutEffect.slice(0, 20).map((field) => shown(field, 40))
  return [
    `${path} is read as sessions of the format ${format ?? 'unknown'}; ${rows} of its rows were looked at.`,
    ...oddSentence('rows are passed over', passedOver),
    ...(notWanted > 0 ? [`${notWanted} of its sessions begin outside of the window asked for.`] : []),
    ...oddSentence('rows are used otherwise than they say', usedOtherwise),
    ...(fields.length > 0 ? [`Fields without effect: ${fields.join(', ')}.`] : []),
  ]
}

function oddSentence(what: string, odd: SessionReading['passedOver']): string[] {
  if (odd.length === 0) return []
  const problems = odd.slice(0, 3).map((each) => `${each.rows} from line ${each.firstLine} on: ${each.problem}`)
  return [`${odd.reduce((sum, { rows }) => sum + rows, 0)} ${what} (${shown(problems.join('; '), 300)}).`]
}

/** A text that comes out of a file and goes to a terminal. */
function shown(text: string, length: number): string {
  return text.replace(/[^\x20-\x7e\u00a0-\uffff]/g, '?').slice(0, length)
}
