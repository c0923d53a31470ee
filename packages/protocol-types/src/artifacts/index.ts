export { AggregatedMetrics, ClientOverhead, Interval } from './aggregated-metrics.js'
