// Medians of the runs of clients on the server that knows the truth.
import { median } from './median.mjs'

/** Whole runs of a client under one load. */
export function peerRuns(lines, peer, scenario) {
  return lines.filter(
    (line) => line.kind === 'peer-run' && line.peer === peer && line.scenario === scenario && line.complete,
  )
}

/** `null` where no run was whole, or where the client does not write what this is read from. */
export function peerFigure(lines, peer, scenario, of) {
  return median(peerRuns(lines, peer, scenario), of)
}

/** CPU of an event without what a run of four requests costs, µs. */
export function marginalCpu(lines, peer, scenario) {
  const cpu = (of) => peerFigure(lines, peer, of, (run) => run.cpuS)
  const events = (of) => peerFigure(lines, peer, of, (run) => run.events)
  const [all, start] = [cpu(scenario), cpu('start-up')]
  return all === null || start === null ? null : (1e6 * (all - start)) / (events(scenario) - events('start-up'))
}
