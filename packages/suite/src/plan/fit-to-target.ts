import type { OpenTarget, TargetResources } from '../targets/define-target.js'
import {
  type CountedOn,
  cutSentence,
  type Fitted,
  fitted,
  largestLengths,
  type RequestLengths,
} from './fit-to-context.js'
import type { LengthPlan } from '@sagellm-benchmark/protocol-types/shapes'
import { learnWindow } from './learn-window.js'

type Workload = Fitted<RequestLengths> & {
  readonly name: string
  readonly source: string
  readonly lengths?: LengthPlan | null | undefined
}

export type FittedWorkloads<Each> = {
  readonly workloads: Each[]
  /** A sentence for each that was cut. */
  readonly notices: string[]
}

export type FitToTargetsOptions = {
  /** Goes before what the targets say. @default null */
  readonly window?: number | null
  /** @default as the first target counts */
  readonly counted?: CountedOn
  readonly signal?: AbortSignal
}

/**
 * Workloads as every one of the targets can take them: cut to the smallest context window that one of them names, or that its first
 * refusal named. A target that names none and refuses nothing gets what was asked for.
 */
export async function fitToTargets<Each extends Workload>(
  workloads: readonly Each[],
  targets: readonly OpenTarget[],
  { window: given = null, counted = countedOn(targets[0]?.resources ?? {}), signal }: FitToTargetsOptions = {},
): Promise<FittedWorkloads<Each>> {
  const largest = [...workloads].sort((a, b) => sizeOf(b) - sizeOf(a))[0]
  const windows: number[] = given === null ? [] : [given]
  for (const { client, trial, plan } of given === null ? targets : []) {
    const known = client.identity.maxModelLen
    // Without a ready check nothing is sent before the run's own requests.
    const mayAsk = known === null && !('readyCheck' in plan && !plan.readyCheck)
    const learnt = mayAsk && largest && trial ? await learnWindow(trial, largestLengths(largest), signal) : known
    if (learnt !== null) windows.push(learnt)
  }
  const window = windows.length === 0 ? null : Math.min(...windows)
  const cut = workloads.map((each) => fitted(each, { window, counted }))
  return { workloads: cut, notices: cut.flatMap((each) => cutSentence(each) ?? []) }
}

/** What the lengths of a target's prompts are counted on. */
export function countedOn({ tokenizer, countPrompt, countsTemplate = true }: TargetResources): CountedOn {
  if (countPrompt && countsTemplate) return 'prompt'
  return countPrompt || tokenizer ? 'text' : 'characters'
}

function sizeOf(workload: Workload): number {
  const { promptTokens, outputTokens } = largestLengths(workload)
  return promptTokens + outputTokens
}
