export { metrics, type MetricName } from './catalogue.js'
export { defineMetric, type Metric, type MetricPlace, type MetricUnit } from './define-metric.js'
export {
  type Figure,
  type FigureField,
  type FigureFieldIn,
  type FigureName,
  type FigureNameIn,
  figureNamed,
  figures,
  figuresIn,
  figuresOf,
  type MetricField,
  type PlacedFigure,
} from './figures.js'
export { serviceLevelMetrics, type ServiceLevelName, serviceLevelNames } from './service-level-names.js'
export { type Statistic, statisticName } from './statistic.js'
export { byMetricName, placedValues, rowValues } from './placed-values.js'
