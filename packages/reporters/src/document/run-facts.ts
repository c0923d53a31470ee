import type { MeasuredTarget } from '@sagellm-benchmark/protocol-types/artifacts'
import type { ScenarioName } from '@sagellm-benchmark/protocol-types/shapes'
import { notKnown } from '../text/format-number.js'
import type { Fact } from './report-document.js'

export type RunIdentity = {
  readonly target?: MeasuredTarget | null
  readonly model?: string | null
  readonly seed?: number | null
  readonly scenario?: ScenarioName | null
  readonly createdAt?: string | null
  readonly runId?: string | null
  readonly toolVersion?: string | null
  readonly simulated?: boolean | null
}

/** Who was measured, when, with which seed; what is not known is left out. */
export function runFacts(run: RunIdentity): Fact[] {
  const facts: [string, string | null | undefined][] = [
    ['Target', run.target && targetText(run.target)],
    ['Engine', run.target && engineText(run.target)],
    ['Model', run.model],
    ['Scenario', run.scenario && scenarioText(run.scenario)],
    ['Seed', run.seed === null || run.seed === undefined ? null : String(run.seed)],
    ['Date', run.createdAt && dateText(run.createdAt)],
    ['Run', run.runId],
    ['Made by', run.toolVersion && `sagellm-benchmark ${run.toolVersion}`],
  ]
  return facts.flatMap(([label, value]) => (value ? [{ label, value }] : []))
}

/** `rag, version 1`, or the file that the scenario stands in. */
function scenarioText({ name, version, file }: ScenarioName): string {
  const origin = file === null ? null : `of ${file}`
  return [name, version === null ? null : `version ${version}`, origin].filter((part) => part !== null).join(', ')
}

/** Model, target, date and seed on one line: the second line of every picture. */
export function runSubtitle(run: RunIdentity): string {
  const date = run.createdAt?.slice(0, 10)
  const seed = run.seed === null || run.seed === undefined ? null : `seed ${run.seed}`
  const simulated = run.simulated ? 'SIMULATED' : null
  return [simulated, run.model, run.target?.label, date, seed].filter(Boolean).join(' · ') || notKnown
}

/** `2026-01-02 03:04:05 UTC`; what is no such stamp stays as it is. */
export function dateText(stamp: string): string {
  const parts = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/.exec(stamp)
  return parts ? `${parts[1]} ${parts[2]} UTC` : stamp
}

/** Version and precision, as far as the server says. */
function engineText({ engine, engineVersion, precision }: MeasuredTarget): string | null {
  if (engineVersion === null && precision === null) return null
  return [engine, engineVersion, precision].filter((part) => part !== null).join(', ')
}

/** `endpoint (vllm, http://...)` on one line. */
function targetText(target: MeasuredTarget): string {
  const more = [target.engine, target.url].filter((part) => part && part !== target.label)
  return more.length > 0 ? `${target.label} (${more.join(', ')})` : target.label
}
