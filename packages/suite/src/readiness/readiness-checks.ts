import type { ReadinessFile, ReadinessProcess } from '@sagellm-benchmark/protocol-types/readiness'
import type { ReadinessPlan } from './readiness-plan.js'

type Check = ReadinessFile['checks'][number]

type Asked = Pick<ReadinessPlan, 'thresholds' | 'maxReadySeconds' | 'maxRecoverySeconds'>

/**
 * The gates that were asked for, each over all processes: it holds where every process shows that it does, fails where one shows that it does
 * not, and is undecided, which is not passed, where one shows neither.
 */
export function readinessChecks(processes: readonly ReadinessProcess[], asked: Asked): Check[] {
  const { thresholds, maxReadySeconds, maxRecoverySeconds } = asked
  const bursts = processes.filter(({ sloMetrics }) => sloMetrics !== null)
  return [
    ...(maxReadySeconds === null ? [] : [within('ready', processes, readySeconds, maxReadySeconds)]),
    ...(thresholds.length === 0 ? [] : [recovered(bursts, thresholds)]),
    ...(maxRecoverySeconds === null ? [] : [within('recovered', bursts, recoverySeconds, maxRecoverySeconds)]),
  ]
}

/** Where the server has no list of models, its first token shows that it is ready. */
function readySeconds({ startupMetrics: { readinessS, firstTokenS } }: ReadinessProcess): number | null {
  return readinessS ?? firstTokenS
}

function recoverySeconds({ sloMetrics }: ReadinessProcess): number | null {
  if (sloMetrics?.verdict === 'not_recovered') return Number.POSITIVE_INFINITY
  return sloMetrics?.burstRecoveryS ?? null
}

function within(
  what: string,
  processes: readonly ReadinessProcess[],
  of: (process: ReadinessProcess) => number | null,
  limit: number,
): Check {
  const values = processes.map((process) => ({ id: process.id, value: of(process) }))
  const late = values.filter(({ value }) => value !== null && value > limit)
  const unknown = values.filter(({ value }) => value === null)
  const name = `${what} within ${limit} s`
  if (late.length > 0) {
    const worst = Math.max(...late.map(({ value }) => value as number))
    const text = worst === Number.POSITIVE_INFINITY ? 'not before the load ended' : `after ${worst.toFixed(2)} s`
    return failed(name, `${named(late)} ${what === 'ready' ? 'was ready' : 'recovered'} ${text}`)
  }
  if (unknown.length > 0 || values.length === 0)
    return undecided(name, values.length === 0 ? 'nothing was measured' : `of ${named(unknown)} it is not known`)
  const worst = Math.max(...values.map(({ value }) => value as number))
  return {
    name,
    verdict: 'holds',
    passed: true,
    sentence: `${name}: every process, the slowest after ${worst.toFixed(2)} s`,
  }
}

function recovered(bursts: readonly ReadinessProcess[], thresholds: readonly string[]): Check {
  const name = `${thresholds.join(', ')} after the burst`
  const of = (verdict: string) => bursts.filter(({ sloMetrics }) => sloMetrics?.verdict === verdict)
  const [lost, before] = [of('not_recovered'), of('not_held_before')]
  if (lost.length > 0) return failed(name, `${named(lost)} did not keep the limits again before the load ended`)
  if (before.length > 0) return failed(name, `${named(before)} did not keep the limits before the burst either`)
  const unknown = bursts.filter(({ sloMetrics }) => !['kept', 'recovered'].includes(sloMetrics?.verdict ?? ''))
  if (unknown.length > 0 || bursts.length === 0)
    return undecided(name, 'too few steady requests came to an end to judge')
  return { name, verdict: 'holds', passed: true, sentence: `${name}: kept again by every process` }
}

const failed = (name: string, why: string): Check => ({
  ...{ name, verdict: 'fails', passed: false },
  sentence: `${name}: ${why}`,
})
const undecided = (name: string, why: string): Check => ({
  ...{ name, verdict: 'undecided', passed: false },
  sentence: `${name}: cannot be decided, ${why}`,
})
const named = (some: readonly { readonly id: string }[]) => some.map(({ id }) => id).join(', ')
