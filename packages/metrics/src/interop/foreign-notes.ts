import { mean } from '../statistics/mean.js'
import { between, type ForeignSample, knownValues, totalOf } from './foreign-sample.js'
import { limitsOf } from './foreign-limits.js'

/** Tools whose definitions can be applied to our stamps. */
export type ForeignTool = 'vllm' | 'sglang' | 'aiperf' | 'guidellm'

const labels: Record<ForeignTool, string> = { vllm: 'vLLM', sglang: 'SGLang', aiperf: 'AIPerf', guidellm: 'GuideLLM' }

/** Whole sentences on where the figures differ from ours, or from what the tool itself would have measured. */
export function foreignNotes(tool: ForeignTool, sample: ForeignSample): string[] {
  const label = labels[tool]
  const { ok, completed, ours, requests } = sample
  const notes: string[] = []
  if (completed !== ours.completed)
    notes.push(
      `${label} counts ${completed} of these ${requests.length} requests as successful, sagellm-benchmark ${ours.completed}: a stream that ended without its end marks, or reported an error in an event, is a success there and a failure here.`,
    )
  const counted = tool === 'sglang' || tool === 'guidellm' || totalOf(ok, (row) => row.outputTokens) !== null
  if (!counted)
    notes.push('The output length of some requests is not known, so totals and throughputs of tokens are left out.')
  if (tool === 'sglang') notes.push(...connectionNote(sample))
  if (tool === 'vllm') notes.push(...roleNote(sample))
  const unplaced = count(sample, (row) => row.firstTextAt !== null && row.lastTextAt === null)
  if ((tool === 'aiperf' || tool === 'sglang') && unplaced > 0)
    notes.push(
      `${unplaced} requests have decode steps without text, so which chunk was their last with text is not known: they are left out of what rests on it.`,
    )
  const none = { ttft: () => null, tpot: () => null, e2el: () => null }
  if (sample.serviceLevels.length > 0 && limitsOf(sample.serviceLevels, none) === null)
    notes.push(`${label} cannot limit a time from the schedule, so there is no goodput.`)
  return notes
}

/** From 0.33 on its chat client passes over chunks without text that name a role; which others it passes over our records do not tell. */
function roleNote(sample: ForeignSample): string[] {
  if (
    count(sample, ({ firstChoiceAt: at, firstTextAt }) => at !== null && firstTextAt !== null && at < firstTextAt) === 0
  )
    return []
  const ttft = mean(knownValues(sample.ok, (row) => between(row.startAt, row.firstTextAt)))
  return [
    `TTFT here ends with the first chunk that has choices, as in vLLM up to 0.32; the chat client of 0.33 passes over chunks that only name a role, and would give a mean of ${ttft?.toFixed(3)} ms.`,
  ]
}

function connectionNote(sample: ForeignSample): string[] {
  const kept = count(sample, (row) => row.connectionReused !== 0)
  if (kept === 0) return []
  return [
    `SGLang opens a connection for every request, inside its TTFT and latency; ${kept} of these requests kept one, so that time is not in them.`,
  ]
}

function count({ ok }: ForeignSample, holds: (row: Parameters<Parameters<typeof totalOf>[1]>[0]) => boolean): number {
  let holding = 0
  for (const row of ok) if (holds(row)) holding++
  return holding
}
