// Where a profiled process spent its time.
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

/** The functions with the largest own share of the busy time, from the `.cpuprofile` of a folder. */
export function hottest(folder, count = 12) {
  const file = readdirSync(folder).find((name) => name.endsWith('.cpuprofile'))
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(folder, file), 'utf8'))
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]))
  const own = new Map()
  samples.forEach((id, at) => own.set(names.get(id), (own.get(names.get(id)) ?? 0) + timeDeltas[at]))
  own.delete('(idle)')
  const busy = [...own.values()].reduce((sum, each) => sum + each, 0)
  const ordered = [...own].sort(([, a], [, b]) => b - a).slice(0, count)
  return ordered.map(([where, time]) => ({ where, share: Math.round((1000 * time) / busy) / 1000 }))
}

function nameOf({ functionName, url }) {
  const name = functionName || '(anonymous)'
  return url && !name.startsWith('(') ? `${name} (${url.startsWith('node:') ? url : basename(url)})` : name
}
