import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import { type Figure, figureNamed, figuresIn } from '@sagellm-benchmark/protocol-types/metrics'
import { readinessFigures } from './points-of-readiness.js'

const usual: ReadonlyMap<string, Figure> = new Map(
  [...figuresIn('comparison'), ...figuresIn('whole_answer')].map((figure): [string, Figure] => [figure.name, figure]),
)

/**
 * What a history of ours is judged on: what targets are compared on, and what was asked for.
 *
 * @param asked - wire names.
 * @throws BenchError `invalid_argument` for a name that no figure has.
 */
export function judgedFigures(asked: readonly string[]): readonly Figure[] {
  const more = asked.flatMap((name): [string, Figure][] => {
    const figure = figureNamed(name)
    if (figure) return [[name, figure]]
    // Of the start of a server, which has no requests: read where it stands.
    if (Object.hasOwn(readinessFigures, name)) return []
    throw invalidArgument(
      'a metric of a history',
      name,
      'give a figure as files name it, such as avg_ttft_ms or p99_ttft_ms, or one of readiness, such as readiness_s',
    )
  })
  return [...new Map([...usual, ...more]).values()]
}
