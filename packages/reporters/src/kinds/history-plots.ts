import type { HistoryFile, HistorySeries } from '@sagellm-benchmark/protocol-types/history'
import { figureNamed } from '@sagellm-benchmark/protocol-types/metrics'
import type { PlotRequest } from '../plots/plot-request.js'

/** A page with more pictures is slow; what changed comes first. */
const MOST_PLOTS = 24

/** The points of each series with their noise band, levels and changes. */
export function historyPlots({ series }: HistoryFile): PlotRequest[] {
  return series.slice(0, MOST_PLOTS).map((each) => ({
    plot: 'history-series',
    title: `${figureNamed(each.metric)?.label ?? each.metric}: ${each.judgement.verdict.replaceAll('_', ' ')}`,
    subtitle: [each.simulated && 'SIMULATED', each.engine, each.model, each.workload, each.hardware]
      .filter(Boolean)
      .join(' · '),
    rows: rowsOf(each),
  }))
}

function rowsOf({ points, judgement, metric, unit, environmentChanges }: HistorySeries): PlotRequest['rows'] {
  const { levels, changes, outliers } = judgement
  const title = `${figureNamed(metric)?.label ?? metric}${unit === null ? '' : `, ${unit}`}`
  const environmentAt = (at: number) =>
    environmentChanges
      .filter((each) => each.at === at)
      .map(({ name, before, after }) => `${name}: ${before} to ${after}`)
      .join('; ')
  const changed = new Set(environmentChanges.map(({ at }) => at))
  return [
    ...points.map(({ value, measuredAt, source }, at) => ({
      ...{ part: 'point', run: at + 1, value, title, source },
      date: measuredAt?.slice(0, 10) ?? null,
      note: outliers.includes(at) ? 'single run off its level' : null,
      environment: environmentAt(at) || null,
    })),
    ...levels.map(({ from, to, value, low, high }) => ({
      ...{ part: 'level', from: from + 0.5, to: to + 1.5, value, low, high },
    })),
    ...changes.map(({ at, direction, ratio }) => ({
      ...{ part: 'change', at: at + 0.5, direction: direction ?? 'changed' },
      change: `${ratio < 1 ? '-' : '+'}${(100 * Math.abs(ratio - 1)).toFixed(1)} %`,
    })),
    ...[...changed].map((at) => ({ part: 'environment', at: at + 0.5, environment: environmentAt(at) })),
  ]
}
