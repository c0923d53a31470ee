import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'

/** What the section "Real engines" of docs/reliability.md is made of. */
const FILE = fileURLToPath(new URL('../../packages/cli/test/conformance/real-engines.json', import.meta.url))

/**
 * Keeps what a test measured with `UPDATE_DOCS=1`: the newest of each engine, kind and load replaces the older. Nothing else writes the
 * file, so every figure of the page was measured.
 *
 * @param result.kind - `run`, `ttft`, `compare` or `convergence`.
 */
export function keepMeasured(result) {
  if (process.env.UPDATE_DOCS !== '1') return
  const kept = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : []
  const keyOf = ({ engine, kind, streams = 0 }) => `${engine}\n${kind}\n${String(streams).padStart(4, '0')}`
  const others = kept.filter((each) => keyOf(each) !== keyOf(result))
  const dated = {
    ...result,
    date: new Date().toISOString().slice(0, 10),
    cores: cpus().length,
    node: process.versions.node,
  }
  const all = [...others, dated].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  writeFileSync(FILE, `${JSON.stringify(all, roundedFigure, 2)}\n`)
}

function roundedFigure(_key, value) {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value
}
