import { engine } from './engine.mjs'
import { loadKind } from './load-kind.mjs'
import { metric } from './metric.mjs'
import { reportFormat } from './report-format.mjs'
import { workload } from './workload.mjs'

/** The plug-ins that the yardstick really adds, each by its recipe in CONTRIBUTING.md. */
export const plugIns = [engine, metric, workload, reportFormat, loadKind]
