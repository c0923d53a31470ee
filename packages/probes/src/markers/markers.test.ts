import { readFileSync } from 'node:fs'
import { isBenchError } from '@sagellm-benchmark/protocol-types'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileMarkers } from './compile-markers.js'
import { createMarkerCounter } from './marker-counter.js'
import { defaultMarkerPatterns } from './marker-patterns.js'
import { resolveMarkerPatterns } from './resolve-marker-patterns.js'
import { showLine } from './show-line.js'
import { splitAlternatives } from './split-alternatives.js'

function counted(lines: string[], patterns = defaultMarkerPatterns) {
  const counter = createMarkerCounter(compileMarkers(patterns))
  lines.forEach((line, at) => counter.count(line, { file: 'a.log', line: at + 1 }))
  return counter.result()
}

describe('the patterns of a run', () => {
  test('come from what was given, then the environment, then the defaults', () => {
    const environment = { PAGED_PATH_MARKERS: 'from-env', BLOCK_TABLE_MARKERS: 'env-too', SHARED_STREAM_MARKERS: '' }
    expect(resolveMarkerPatterns({ given: { blockTableMarkers: 'given' }, environment })).toEqual({
      sharedStreamMarkers: defaultMarkerPatterns.sharedStreamMarkers,
      pagedPathMarkers: 'from-env',
      blockTableMarkers: 'given',
    })
  })

  test.each([
    ['(?=a)b', /look-around/],
    ['(a)\\1', /back-references/],
    ['[a', /RE2/],
    ['a||b', /every line/],
    ['a*', /every line/],
    ['x'.repeat(2001), /2000 characters/],
  ])('%s is refused with a reason', (pattern, reason) => {
    const refused = () => compileMarkers({ ...defaultMarkerPatterns, pagedPathMarkers: pattern })
    expect(refused).toThrow(/pagedPathMarkers/)
    try {
      refused()
    } catch (error) {
      expect(isBenchError(error) && `${error.code} ${error.message} ${error.hint}`).toMatch(reason)
    }
  })

  test.each([
    ['a|b', ['a', 'b']],
    ['(a|b)|c', ['(a|b)', 'c']],
    ['[|]|x', ['[|]', 'x']],
    ['[]|]|x', ['[]|]', 'x']],
    ['[^]|]|x', ['[^]|]', 'x']],
    ['a\\|b|c', ['a\\|b', 'c']],
    ['\\Qa|b\\E|c', ['\\Qa|b\\E', 'c']],
    ['(?i)a|b', ['(?i)a', '(?i)b']],
  ])('%s has the alternatives %j', (pattern, parts) => {
    expect(splitAlternatives(pattern)).toEqual(parts)
  })
})

describe('counting', () => {
  test('the unit is the matching line, whatever the number of matches in it', () => {
    const { sharedStreamMarkers } = counted([
      'SharedStreamBatchStart SharedStreamBatchStart cross_request_batching',
      'x',
    ])
    expect(sharedStreamMarkers).toMatchObject({ hits: 1, evidenceHits: 1 })
    expect(sharedStreamMarkers.alternatives.map(({ hits }) => hits)).toEqual([0, 1, 1, 0])
  })

  test('case matters', () => {
    expect(counted(['sharedstreambatchstart']).sharedStreamMarkers.hits).toBe(0)
  })

  test('a torch-fallback line is a hit, but evidence of the fallback only', () => {
    const { pagedPathMarkers } = counted(['step=1 paged:implementation=torch-fallback', 'attention torch-fallback'])
    expect(pagedPathMarkers).toMatchObject({ hits: 2, evidenceHits: 0, fallbackHits: 2 })
  })

  test('a fallback that is said to be off does not take the evidence of its line away', () => {
    const { pagedPathMarkers } = counted(['running native-ascend, torch-fallback=disabled'])
    expect(pagedPathMarkers).toMatchObject({ hits: 1, evidenceHits: 1, fallbackHits: 0 })
  })

  test('block_tables proves block tables and not the paged path', () => {
    const groups = counted(['decode block_tables=[[0, 1]]'])
    expect(groups.pagedPathMarkers).toMatchObject({ hits: 1, evidenceHits: 0 })
    expect(groups.blockTableMarkers).toMatchObject({ hits: 1, evidenceHits: 1 })
  })

  test('words that stand in one group only prove that group, also when a user moves them', () => {
    const patterns = { ...defaultMarkerPatterns, pagedPathMarkers: 'block_tables', blockTableMarkers: 'slot_mapping' }
    expect(counted(['block_tables'], patterns).pagedPathMarkers.evidenceHits).toBe(1)
  })

  test.each([
    'has_block_tables=False',
    'block_tables: None',
    '"slot_mapping": null',
    'context_lens = []',
    'block_tables not available',
    'running without block_tables',
    'slot_mapping is disabled',
    'block_tables=0',
  ])('a line that says the path is off is a hit without evidence: %s', (line) => {
    expect(counted([line]).blockTableMarkers).toMatchObject({ hits: 1, evidenceHits: 0, deniedHits: 1 })
  })

  test.each([
    'block_tables=0.5',
    'has_block_tables=True',
    'block_tables=None then block_tables=[3]',
    'block_tables=[[0]] not_before=1',
    'note block_tables shape=(2, 4)',
    'block_tables 0x7f',
  ])('a line that affirms the path is evidence: %s', (line) => {
    expect(counted([line]).blockTableMarkers).toMatchObject({ hits: 1, evidenceHits: 1 })
  })

  test('examples name file, line and alternative, and only a few are kept', () => {
    const { sharedStreamMarkers } = counted(Array.from({ length: 50 }, (_, at) => `${at} SharedStreamBatchStart`))
    expect(sharedStreamMarkers.hits).toBe(50)
    expect(sharedStreamMarkers.examples).toHaveLength(3)
    expect(sharedStreamMarkers.examples[1]).toEqual({
      file: 'a.log',
      line: 2,
      alternative: 'SharedStreamBatchStart',
      text: '1 SharedStreamBatchStart',
    })
  })

  test('a result does not change when counting goes on', () => {
    const counter = createMarkerCounter(compileMarkers(defaultMarkerPatterns))
    const before = counter.result()
    counter.count('slot_mapping', { file: 'a', line: 1 })
    expect(before.blockTableMarkers.hits).toBe(0)
  })

  test('a pattern made to explode elsewhere is done at once', () => {
    const patterns = { ...defaultMarkerPatterns, pagedPathMarkers: '(a+)+b|(x+x+)+y' }
    expect(counted(['a'.repeat(50_000), 'x'.repeat(50_000)], patterns).pagedPathMarkers.hits).toBe(0)
  })
})

describe('an example line', () => {
  test('cannot colour the terminal or reorder its text, and shows no secret', () => {
    const shown = showLine('\u001b[31mslot_mapping\u202e\u0007 api_key=Zq9vX2mT7pLw', 'slot_mapping')
    expect(shown).toBe('\\x1b[31mslot_mapping\\u202e\\x07 api_key=[redacted]')
  })

  test('is cut around the match', () => {
    const shown = showLine(`${'a'.repeat(5000)} slot_mapping ${'b'.repeat(5000)}`, 'slot_mapping')
    expect(shown).toContain('slot_mapping')
    expect(shown.length).toBeLessThan(260)
  })

  test('never holds a control character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (line) => {
        expect(showLine(line, 'x')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/)
      }),
    )
  })
})

describe('lines that sageLLM’s engine really writes', () => {
  const log = readFileSync(new URL('../../test/fixtures/sagellm-engine-0.5.4.26.txt', import.meta.url), 'utf8')
  const lines = log.split('\n')
  const shared = (words: RegExp) =>
    counted(lines.filter((line) => words.test(line))).sharedStreamMarkers as { hits: number; evidenceHits: number }

  test.each([
    ['a cohort of one denies its whole line', /admitted cohort_size=1/, [2, 0]],
    ['a request that was put in a queue only names the path', /stream: enqueued/, [3, 0]],
    ['a cohort of three proves shared streams', /cohort_size=3/, [4, 4]],
    ['a decode step of three requests proves them', /decode_step_batch/, [2, 2]],
    ['the fill of a prompt says nothing of it', /prefill_batch/, [0, 0]],
  ] as const)('%s', (_, words, [hits, evidenceHits]) => {
    const found = shared(words)
    expect([found.hits, found.evidenceHits]).toEqual([hits, evidenceHits])
  })

  test('a decode step of one request proves block tables, and no shared stream', () => {
    const line = 'ModelRunner decode_step_batch batch_id=2 batch_type=decode active_requests=1 has_block_tables=True'
    const groups = counted([line, line.replace('active_requests=1 ', '')])
    expect(groups.sharedStreamMarkers).toMatchObject({ hits: 2, evidenceHits: 0, deniedHits: 2 })
    expect(groups.blockTableMarkers).toMatchObject({ hits: 2, evidenceHits: 2 })
  })

  test.each([
    'cross_request_batching=False',
    'cross_request_batching=None',
    'cross_request_batching: 0',
    'cohort_size: 1',
  ])('one that holds %s denies the worker that it names', (denial) => {
    const found = counted([`SharedStreamBatchStart shared_batched_stream_worker ${denial}`]).sharedStreamMarkers
    expect(found).toMatchObject({ hits: 1, evidenceHits: 0, deniedHits: 1 })
  })
})
