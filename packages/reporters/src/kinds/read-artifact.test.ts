import { describe, expect, test } from 'vitest'
import { originalArtifacts } from '../testing/original-artifacts.js'
import { ourArtifacts } from '../testing/our-artifacts.js'
import { artifactKinds } from './artifact-kinds.js'
import { readArtifact } from './read-artifact.js'

describe('reading result files', () => {
  test('of every kind there is a file of the original and one of ours, but of what only one of them writes in that form', () => {
    const names = artifactKinds.map(({ name }) => name)
    const onlyOriginal = ['nonstream_comparison', 'nonstream_target']
    expect(names.filter((name) => !originalArtifacts[name])).toEqual(['sweep', 'readiness', 'capacity', 'history'])
    expect(names.filter((name) => !ourArtifacts()[name])).toEqual(onlyOriginal)
  })

  test.each(artifactKinds.map((kind) => kind.name))('%s: ours and the original’s are told apart and read', (name) => {
    const ours = ourArtifacts()[name]
    const original = originalArtifacts[name]

    if (ours) expect(readArtifact(ours.json, ours.source)).toMatchObject({ kind: name, origin: 'sagellm-benchmark' })
    if (original)
      expect(readArtifact(original.json, original.source)).toMatchObject({ kind: name, origin: 'python_original' })
  })

  test('a field that this version does not know is still there for scripts', () => {
    const { json, source } = originalArtifacts.e2e_perf!
    const more = { ...(json as object), schema_note: 'kept' }
    expect(readArtifact(more, source).json).toEqual(more)
  })

  test.each(Object.keys(originalArtifacts))('%s: a report says at its top that the original wrote the file', (name) => {
    const { json, source } = originalArtifacts[name]!
    expect(readArtifact(json, source).document().alerts.join()).toContain('Written by the Python original')
  })

  test('the workload of an original metrics file is known from its name', () => {
    const { json, source } = originalArtifacts.metrics!
    expect(readArtifact(json, source).document().title).toBe('Workload Q1')
  })

  test.each([[null], ['text'], [{}], [{ workloads: 1 }], [{ kind: 'nothing' }]])(
    '%j is refused with what would do',
    (json) => {
      expect(() => readArtifact(json, 'x.json')).toThrow(/x\.json is not a result file/)
    },
  )

  test('a broken field is named with its file', () => {
    const json = structuredClone(ourArtifacts().e2e_perf!.json) as { rows: { batch_size: unknown }[] }
    json.rows[1]!.batch_size = 'four'
    expect(() => readArtifact(json, 'p.json')).toThrow(
      /p\.json is not a valid end-to-end perf file: field rows\.1\.batch_size/,
    )
  })

  test('a file of a later schema version is refused, not half understood', () => {
    const json = { ...(ourArtifacts().summary!.json as object), schema_version: 2 }
    expect(() => readArtifact(json, 's.json')).toThrow(/newer program: version 2/)
  })
})
