import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { importGraph } from '../graph/import-graph.mjs'

/**
 * The way of a request from the command line to the socket, as docs/architecture.md tells it: the file of each station. A
 * station is reached from another by imports, or (`by`) through a contract that both name, because one is handed to the other.
 */
const stations = [
  { is: 'entry', file: 'packages/cli/src/bin.ts' },
  { is: 'command', file: 'packages/cli/src/commands/run/run-command.ts', from: 'entry' },
  { is: 'suite function', file: 'packages/suite/src/run/run.ts', from: 'command' },
  { is: 'load engine', file: 'packages/runner/src/load/run-plan.ts', from: 'suite function' },
  { is: 'load kind', file: 'packages/protocol-types/src/loads/load-kind-of.ts', from: 'load engine' },
  {
    is: 'client',
    file: 'packages/clients/src/openai/openai-client.ts',
    from: 'load engine',
    by: 'packages/clients/src/engine-client.ts',
  },
  { is: 'transport', file: 'packages/clients/src/transport/raw-transport.ts', from: 'client' },
]

/** The stations that a reader opens, each hop checked in the import graph, and all files on the shortest way beside them. */
export function pathRows(root) {
  const graph = importGraph(root)
  const ways = stations.filter(({ from }) => from).map((station) => wayTo(graph, station))
  const socket = shortestWay(graph, stations.at(-1).file, (file) => opensSocket(root, file))
  const missing = stations
    .slice(1)
    .filter((_, at) => ways[at] === null)
    .map(({ is }) => `no way to the ${is}`)
  if (!socket) missing.push('the transport opens no socket')
  const files = new Set([...ways, socket].flatMap((way) => way ?? []))
  const note = missing.join(', ') || `${files.size} files with every helper between them`
  const value = (count) => (missing.length > 0 ? null : count)
  const fromSuite = stations.length - stations.findIndex(({ is }) => is === 'suite function')
  return [
    { row: 'files to open from the command to the socket', value: value(stations.length), max: 7, note },
    { row: 'files to open from suite.run to the socket', value: value(fromSuite), max: 5 },
  ]
}

function wayTo(graph, { file, from, by }) {
  const start = stations.find(({ is }) => is === from).file
  if (!by) return shortestWay(graph, start, (each) => each === file)
  const names = (path) => graph.get(path)?.some(({ to }) => to === by)
  return names(start) && names(file) ? [start, file] : null
}

/** Along what is imported to be used, not along types. */
function shortestWay(graph, start, isGoal) {
  const cameFrom = new Map([[start, null]])
  for (const path of cameFrom.keys()) {
    if (isGoal(path)) return backwards(cameFrom, path)
    for (const { to, types } of graph.get(path) ?? []) if (!types && !cameFrom.has(to)) cameFrom.set(to, path)
  }
  return null
}

function backwards(cameFrom, end) {
  const way = []
  for (let path = end; path !== null; path = cameFrom.get(path)) way.unshift(path)
  return way
}

function opensSocket(root, file) {
  return /from 'node:(net|tls)'/.test(readFileSync(join(root, file), 'utf8'))
}
