import type { Plot } from './define-plot.js'
import { comparisonForest } from './kinds/comparison-forest.js'
import { frontier } from './kinds/frontier.js'
import { historySeries } from './kinds/history-series.js'
import { latencyEcdf } from './kinds/latency-ecdf.js'
import { latencyOverTime } from './kinds/latency-over-time.js'
import { modelPrecisionHeatmap } from './kinds/model-precision-heatmap.js'
import { operatorSpeedup } from './kinds/operator-speedup.js'
import { percentileLadder } from './kinds/percentile-ladder.js'
import { queueOverTime } from './kinds/queue-over-time.js'
import { requestParts } from './kinds/request-parts.js'
import { requestWaterfall } from './kinds/request-waterfall.js'
import { sweepCurve } from './kinds/sweep-curve.js'
import { timeParts } from './kinds/time-parts.js'
import { throughputByBatch } from './kinds/throughput-by-batch.js'
import { workloadIntervals } from './kinds/workload-intervals.js'

/** Every kind of picture. */
export const plots: readonly Plot[] = [
  latencyEcdf,
  percentileLadder,
  latencyOverTime,
  throughputByBatch,
  frontier,
  sweepCurve,
  queueOverTime,
  historySeries,
  comparisonForest,
  requestWaterfall,
  operatorSpeedup,
  modelPrecisionHeatmap,
  workloadIntervals,
  timeParts,
  requestParts,
]
