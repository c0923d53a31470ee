import { expect, test } from 'vitest'
import { logProbeFile } from './log-probe.js'

const group = (hits: number) => ({ pattern: 'shared', hits })

test('a count that the Python original never took is unknown, not zero', () => {
  const { sharedStreamMarkers } = logProbeFile.parse(
    {
      label: 'after',
      log_file: '/tmp/after.log',
      shared_stream_markers: group(3),
      paged_path_markers: group(0),
      block_table_markers: group(0),
    },
    'after_log_probe.json',
  )
  expect(sharedStreamMarkers).toMatchObject({ hits: 3, evidenceHits: null, fallbackHits: null, deniedHits: null })
})

test('a count of zero stays zero', () => {
  const counted = { ...group(0), evidence_hits: 0, fallback_hits: 0, denied_hits: 0 }
  const { pagedPathMarkers } = logProbeFile.parse(
    {
      label: 'after',
      log_file: '/tmp/after.log',
      shared_stream_markers: counted,
      paged_path_markers: counted,
      block_table_markers: counted,
    },
    'after_log_probe.json',
  )
  expect(pagedPathMarkers).toMatchObject({ evidenceHits: 0, fallbackHits: 0, deniedHits: 0 })
})
