import { z } from 'zod'
import { rowProblem } from '../../traces/odd-rows.js'
import { blockIds, traceNumber, traceTokens, traceTokensOrNone } from '../../traces/trace-row.js'
import { checkedSession, nameUnknown, rowsThatFit } from '../rows-that-fit.js'
import { defineSessionFormat, type SessionNotes } from '../session-format.js'
import { hashIdsOf, nameValue, pause, type TurnInput } from '../session-values.js'
import { createLocalIds, type LocalIds } from '../local-ids.js'

const BLOCK_SIZE = 64

const row = z.object({
  id: nameValue,
  block_size: traceTokens.nullish(),
  hash_id_scope: z.enum(['local', 'global'], { error: 'is neither local nor global' }).nullish(),
  requests: z.array(z.unknown()).min(1),
})
const request = z.object({
  t: traceNumber,
  in: traceTokens,
  out: traceTokensOrNone,
  hash_ids: blockIds.default([]),
  think_time: pause.nullish(),
})
const subagent = z.object({ t: traceNumber, agent_id: nameValue.nullish(), requests: z.array(z.unknown()) })
const requestFields = ['type', ...Object.keys(request.shape)]
const subagentFields = ['type', ...Object.keys(subagent.shape)]

/**
 * Requests of one agent follow one another; a subagent begins behind the request before it, and the next request of its parent waits for
 * it. A recorded think time is kept; where there is none, no request is sent before its recorded time. Ids are those of one session and
 * its subagents, unless the file calls them global.
 */
export const weka = defineSessionFormat({
  name: 'weka',
  description:
    'agent sessions of Weka (AgentX): one JSON a session, requests with t, in, out, hash ids of 64 tokens, and subagents',
  signs: [
    ['id', 'requests.hash_ids'],
    ['id', 'requests.in'],
    ['id', 'requests.requests'],
  ],
  async *read(rows, notes) {
    const ids = createLocalIds()
    const known = Object.keys(row.shape)
    for await (const { row: given, number } of rowsThatFit(rows, { schema: row, known, notes })) {
      const turns = wekaTurns(given, { ids: given.hash_id_scope === 'global' ? null : ids.session(), notes, number })
      if (turns.length === 0) notes.odd('has no request that can be sent', number)
      else {
        const session = { sessionId: given.id, turns: turns as [TurnInput, ...TurnInput[]] }
        yield* checkedSession(session, { notes, number })
      }
    }
  },
})

type Reading = { readonly ids: LocalIds | null; readonly notes: SessionNotes; readonly number: number }
type Agent = {
  readonly name: string | null
  /** Prefix of the names of its turns. */
  readonly path: string
  /** Turn that sent it off; `null`: it begins with the session. */
  readonly parent: string | null
  /** Added to its times: those of a subagent may count from its own begin. */
  readonly shift: number
}

function wekaTurns({ requests, block_size }: z.infer<typeof row>, { ids, notes, number }: Reading): TurnInput[] {
  const blockSize = block_size ?? BLOCK_SIZE
  const relative = requests.some(countsFromItsOwnBegin)
  const turns: TurnInput[] = []
  const leftOut = (why: string) => notes.usedOtherwise(`a request of it is left out: ${why}`, number)

  /** @returns the last turn of the agent, which whoever sent it off waits for. */
  const walk = (list: readonly unknown[], { name, path, parent, shift }: Agent): string | null => {
    let last = parent
    let running: string[] = []
    for (const [at, each] of list.entries()) {
      const turnId = `${path}${at + 1}`
      if (isSubagent(each)) {
        const read = subagent.safeParse(each)
        if (!read.success) {
          leftOut(rowProblem(read.error))
          continue
        }
        nameUnknown(each, { known: subagentFields, notes, under: 'subagent' })
        const { t, agent_id, requests: own } = read.data
        const agent = agent_id ?? turnId
        const end = walk(own, { name: agent, path: `${turnId}.`, parent: last, shift: relative ? shift + t : 0 })
        if (end !== null && end !== last) running.push(end)
        continue
      }
      const read = request.safeParse(each)
      if (!read.success) {
        leftOut(rowProblem(read.error))
        continue
      }
      nameUnknown(each as object, { known: requestFields, notes, under: 'requests' })
      const { t, in: tokens, out, hash_ids, think_time } = read.data
      if (out === 0) notes.usedOtherwise('a request of it has no output tokens: one is asked for', number)
      turns.push({
        turnId,
        after: [...(last === null ? [] : [last]), ...running],
        agent: name,
        waitMs: (think_time ?? 0) * 1000,
        waitFor: 'think',
        notBeforeMs: think_time == null ? Math.max(0, (t + shift) * 1000) : null,
        input: { kind: 'blocks', tokens, blockSize, hashIds: ids === null ? hashIdsOf(hash_ids) : hash_ids.map(ids) },
        outputTokens: Math.max(1, out),
      })
      last = turnId
      running = []
    }
    return last
  }
  walk(requests, { name: null, path: '', parent: null, shift: 0 })
  return sinceTheFirst(turns)
}

function isSubagent(each: unknown): each is object {
  return typeof each === 'object' && each !== null && 'type' in each && each.type === 'subagent'
}

/** Files write the times of a subagent's requests from the begin of the session, or from that of the subagent: then one lies before it. */
function countsFromItsOwnBegin(each: unknown): boolean {
  if (!isSubagent(each)) return false
  const read = subagent.safeParse(each)
  if (!read.success) return false
  return read.data.requests.some((own) => Number((own as { t?: unknown } | null)?.t) < read.data.t)
}

function sinceTheFirst(turns: readonly TurnInput[]): TurnInput[] {
  const first = turns.reduce((least, { notBeforeMs }) => Math.min(least, notBeforeMs ?? Infinity), Infinity)
  return turns.map((turn) => (turn.notBeforeMs == null ? turn : { ...turn, notBeforeMs: turn.notBeforeMs - first }))
}
