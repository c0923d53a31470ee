import { type FigureName, figuresIn, type MetricPlace } from '@sagellm-benchmark/protocol-types/metrics'

/** One metric that targets are compared on. */
export type HeadlineMetric = {
  /** Wire name. */
  readonly name: FigureName
  readonly better: 'lower' | 'higher'
  readonly unit: string | null
  /** A percentile says something only about many requests, so it is taken over blocks of rounds. */
  readonly over: 'rounds' | 'blocks'
  /** Whether it holds the prefill, so that other prompts or a prefix cache that answers uninvited could fake it. */
  readonly needsPrefill: boolean
  /** Whether it rests on the time between tokens, which not every stream shows. */
  readonly needsTbt: boolean
  /** Whether answers of another length would change it. */
  readonly needsLength: boolean
}

/** What every comparison judges, beside the error rate. */
export const headlineMetrics: readonly HeadlineMetric[] = judgedIn('comparison')

/** What is judged instead where answers come whole: the first token cannot be distinguished from the last. */
export const wholeAnswerMetrics: readonly HeadlineMetric[] = judgedIn('whole_answer')

function judgedIn(place: MetricPlace): HeadlineMetric[] {
  return figuresIn(place).flatMap(({ name, metric, statistic }) => {
    const { unit, better, needsPrefill, needsTbt = false, needsLength = false } = metric
    if (better === 'neither') return []
    const over = statistic.kind === 'percentile' ? 'blocks' : 'rounds'
    return [{ name, better, unit, over, needsPrefill, needsTbt, needsLength }]
  })
}
