import type { ReportedUsage } from '@sagellm-benchmark/protocol-types'
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
 * event, or once per choice; the number of choices and of reports distinguishes these. Completion tokens of several choices
 * are summed, the prompt is counted once.
 *
 * A usage of zeros says nothing; a later one does not take the place of a good one (flag `usage_implausible`).
 */
export function tallyUsage(reports: readonly UsageReport[], options: UsageTallyOptions): UsageResult {
  const [only] = reports
  if (reports.length === 1 && only && only.usage !== 'unreadable') {
    // What nearly every answer has: nothing is to be chosen or added.
    const usage = reportedUsage(only.usage)
    return { usage: saysNothing(usage) ? null : usage, flags: [] }
  }
  const flags: FlagName[] = []
  if (reports.some(({ usage }) => usage === 'unreadable')) flags.push('usage_unreadable')
  const readable = reports.flatMap(({ usage, choices }) =>
    usage === 'unreadable' ? [] : [{ usage: reportedUsage(usage), choices }],
  )
  const counting = readable.filter(({ usage }) => !saysNothing(usage))
  const last = counting.at(-1)
  if (!last) return { usage: null, flags }
  if (reports.at(-1)?.usage !== 'unreadable' && readable.at(-1) !== last) flags.push('usage_implausible')

  const own = counting.filter(({ choices }) => choices.length === 0).map(({ usage }) => usage)
  const ownLast = own.at(-1)
  if (ownLast) {
    if (own.length > 1) flags.push('usage_repeated')
    return { usage: isPerChoice(own, options) ? sum(own) : ownLast, flags }
  }

  // No event of its own: the reports ride on events of choices, and of each choice the last one counts.
  const byChoice = new Map<number, ReportedUsage>()
  for (const { usage, choices } of counting) byChoice.set(choices[0] ?? 0, usage)
  const lasts = [...byChoice.values()]
  return { usage: lasts.length > 1 && eachWithinChoice(lasts, options) ? sum(lasts) : last.usage, flags }
}

/** No count, or nothing but zeros: a prompt of no tokens does not exist. */
function saysNothing({ promptTokens, completionTokens }: ReportedUsage): boolean {
  return !promptTokens && !completionTokens
}

function eachWithinChoice(usages: readonly ReportedUsage[], { maxTokens }: UsageTallyOptions): boolean {
  return usages.every(({ completionTokens }) => (completionTokens ?? 0) <= maxTokens)
}

/** As many reports as choices, none of them larger than one choice can be: each speaks of its own choice. */
function isPerChoice(own: readonly ReportedUsage[], options: UsageTallyOptions): boolean {
  if (options.choices < 2 || own.length !== options.choices) return false
  return options.perChoice === true || eachWithinChoice(own, options)
}

function sum(all: readonly ReportedUsage[]): ReportedUsage {
  const add = (field: 'completionTokens' | 'reasoningTokens') =>
    all.some((each) => each[field] === null) ? null : all.reduce((total, each) => total + (each[field] ?? 0), 0)
  const max = (field: 'promptTokens' | 'cachedTokens') => {
    const known = all.map((each) => each[field]).filter((value) => value !== null)
    return known.length === 0 ? null : Math.max(...known)
  }
  return {
    promptTokens: max('promptTokens'),
    completionTokens: add('completionTokens'),
    cachedTokens: max('cachedTokens'),
    reasoningTokens: add('reasoningTokens'),
    totalTokens: null,
  }
}
