import { entryNamed } from '@sagellm-benchmark/protocol-types'
import type { Plot } from './define-plot.js'
import { plots } from './plots.js'

// A file of its own: the page's script takes the list of plots, and must not bring the schemas that errors come with.

/**
 * The plot of a name.
 *
 * @param own - plots beside those of the package; one of the same name takes the place of the package's.
 * @throws BenchError `invalid_argument` for a plot that does not exist, listing those that do.
 */
export function plotNamed(name: string, own: readonly Plot[] = []): Plot {
  return entryNamed([...own, ...plots], { kind: 'plot', name })
}
