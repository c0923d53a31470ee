import { readFileSync } from 'node:fs'
import { dialectNamed, dialects } from '@sagellm-benchmark/clients'
import { engineMetrics } from '@sagellm-benchmark/probes'
import { engineLabel, engineName, engines } from '@sagellm-benchmark/protocol-types/engine'
import { createReferenceEngine, servedDialects, startEngineServer } from '@sagellm-benchmark/reference-engine'
import { describe, expect, test } from 'vitest'
// Not exported: which lines prove which path is the probes' own matter.
// eslint-disable-next-line @nx/enforce-module-boundaries
import { markerProfiles } from '../../probes/src/markers/marker-patterns.js'

const names: readonly string[] = engines.map(({ name }) => name)

/** Every list in which an engine has an entry. */
const registries: Readonly<Record<string, readonly string[]>> = {
  'dialect of the client': dialects.map(({ name }) => name),
  'table of metric names': engineMetrics.map(({ engine }) => engine),
  'set of path markers': Object.keys(markerProfiles),
  'simulated dialect': servedDialects.map(({ name }) => name),
}

describe.each(Object.entries(registries))('each %s', (_registry, entries) => {
  test.each(entries)('%s bears the one name of its engine', (entry) => {
    expect(names).toContain(entry)
    expect(engineName(entry)).toBe(entry)
  })
})

test('whatever can be simulated can be spoken to, and the other way round', () => {
  expect([...(registries['simulated dialect'] ?? [])].sort()).toEqual(
    [...(registries['dialect of the client'] ?? [])].sort(),
  )
})

test('an engine of the list is known to some registry, or is the CPU backend', () => {
  const known = new Set([...Object.values(registries).flat(), 'cpu'])
  expect(names.filter((name) => !known.has(name))).toEqual([])
})

test('the client calls each engine as its makers write it', () => {
  for (const { name, title } of dialects) expect(title).toBe(engineLabel(name))
  const guide = readFileSync(new URL('../../../docs/clients.md', import.meta.url), 'utf8')
  for (const { name, title } of dialects) expect(guide).toContain(`| \`${name}\` | ${title} |`)
})

test('every other spelling is understood by client and simulator alike', async () => {
  const engine = createReferenceEngine()
  for (const { name, aliases, label } of engines.filter((each) => each.name !== 'cpu')) {
    for (const spelling of [...aliases, label]) {
      expect(dialectNamed(spelling).name).toBe(name)
      const server = await startEngineServer({ engine, dialect: spelling })
      await server.close()
    }
  }
  await engine.close()
})
