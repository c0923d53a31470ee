import type { ReportedUsage } from '@sagellm-benchmark/protocol-types'
import type { CompletionUsage } from '@sagellm-benchmark/protocol-types/openai'
import type { FlagName } from '@sagellm-benchmark/protocol-types/records'
import type { UsageReport } from './read-chunk.js'
import { reportedUsage } from './reported-usage.js'

export type UsageTallyOptions = {
  /** Choices asked for (`n`). */
  readonly choices: number
  /** Tokens asked for, per choice. */
  readonly maxTokens: number
  /** The dialect is known to send one usage per choice. @default false */
  readonly perChoice?: boolean
}

export type UsageResult = { readonly usage: ReportedUsage | null; readonly flags: readonly FlagName[] }

/**
 * Makes one usage of all that a response reported. Engines send it once at the end, in the finish event, growing on every
 * event, or once per choice; the number of choices and of reports tells these apart. Completion tokens of several choices
 * are summed, the prompt is counted once.
 *
 * A usage of zeros says nothing; a later one does not take the place of a good one (flag `usage_implausible`).
 */
export function tallyUsage(reports: readonly UsageReport[], options: UsageTallyOptions): UsageResult {
  const flags: FlagName[] = []
  if (reports.some(({ usage }) => usage === 'unreadable')) flags.push('usage_unreadable')
  const counting = reports.flatMap(({ usage, choices }) =>
    usage === 'unreadable' || saysNothing(usage) ? [] : [{ usage, choices }],
  )
  const last = counting.at(-1)
  if (!last) return { usage: null, flags }
  const lastReport = reports.at(-1)?.usage
  if (lastReport && lastReport !== 'unreadable' && saysNothing(lastReport)) flags.push('usage_implausible')

  const own = counting.filter(({ choices }) => choices.length === 0).map(({ usage }) => usage)
  const ownLast = own.at(-1)
  if (ownLast) {
    if (own.length > 1) flags.push('usage_repeated')
    return { usage: isPerChoice(own, options) ? sum(own) : reportedUsage(ownLast), flags }
  }

  // No event of its own: the reports ride on events of choices, and of each choice the last one counts.
  const byChoice = new Map<number, CompletionUsage>()
  for (const { usage, choices } of counting) byChoice.set(choices[0] ?? 0, usage)
  const lasts = [...byChoice.values()]
  const eachWithinChoice = lasts.every((each) => (reportedUsage(each).completionTokens ?? 0) <= options.maxTokens)
  return { usage: lasts.length > 1 && eachWithinChoice ? sum(lasts) : reportedUsage(last.usage), flags }
}

/** No count, or nothing but zeros: a prompt of no tokens does not exist. */
function saysNothing(usage: CompletionUsage): boolean {
  const { promptTokens, completionTokens } = reportedUsage(usage)
  return !promptTokens && !completionTokens
}

/** As many reports as choices, none of them larger than one choice can be: each speaks of its own choice. */
function isPerChoice(
  own: readonly CompletionUsage[],
  { choices, maxTokens, perChoice = false }: UsageTallyOptions,
): boolean {
  if (choices < 2 || own.length !== choices) return false
  return perChoice || own.every((each) => (reportedUsage(each).completionTokens ?? 0) <= maxTokens)
}

function sum(usages: readonly CompletionUsage[]): ReportedUsage {
  const all = usages.map(reportedUsage)
  const add = (field: 'completionTokens' | 'reasoningTokens') =>
    all.some((each) => each[field] === null) ? null : all.reduce((total, each) => total + (each[field] ?? 0), 0)
  const most = (field: 'promptTokens' | 'cachedTokens') => {
    const known = all.map((each) => each[field]).filter((value) => value !== null)
    return known.length === 0 ? null : Math.max(...known)
  }
  return {
    promptTokens: most('promptTokens'),
    completionTokens: add('completionTokens'),
    cachedTokens: most('cachedTokens'),
    reasoningTokens: add('reasoningTokens'),
    totalTokens: null,
  }
}
