import { type FigureName, figuresIn, type MetricPlace } from '@sagellm-benchmark/protocol-types/metrics'

/** One metric that targets are compared on. */
export type HeadlineMetric = {
  /** Wire name. */
  readonly name: FigureName
  readonly better: 'lower' | 'higher'
  /** A percentile says something only about many requests, so it is taken over blocks of rounds. */
  readonly over: 'rounds' | 'blocks'
  /** Whether a prefix cache that answers uninvited could fake it. */
  readonly cacheSensitive: boolean
}

/** What every comparison judges, beside the error rate. */
export const headlineMetrics: readonly HeadlineMetric[] = judgedIn('comparison')

/** What is judged instead where answers come whole: the first token cannot be told from the last. */
export const wholeAnswerMetrics: readonly HeadlineMetric[] = judgedIn('whole_answer')

function judgedIn(place: MetricPlace): HeadlineMetric[] {
  return figuresIn(place).flatMap(({ name, metric: { better, needsPrefill }, statistic }) => {
    if (better === 'neither') return []
    return [{ name, better, over: statistic.kind === 'percentile' ? 'blocks' : 'rounds', cacheSensitive: needsPrefill }]
  })
}
