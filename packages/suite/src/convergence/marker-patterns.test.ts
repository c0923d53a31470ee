import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { markerPatterns } from './marker-patterns.js'

let cwd: string
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'markers-'))
  await writeFile(join(cwd, 'markers.json'), '{"paged_path_markers": "file", "block_table_markers": "file"}')
  await writeFile(join(cwd, 'wrong.json'), '{"paged_markers": "file"}')
})
afterAll(() => rm(cwd, { recursive: true, force: true }))

const patterns = (flags: object, env: Record<string, string> = {}) => markerPatterns(flags, { cwd, env })

test('a flag wins over the file, the file over the environment, the environment over the default', async () => {
  const env = { SHARED_STREAM_MARKERS: 'env', PAGED_PATH_MARKERS: 'env', BLOCK_TABLE_MARKERS: 'env' }
  expect(await patterns({ markerFile: 'markers.json', blockTableMarkers: 'flag' }, env)).toEqual({
    sharedStreamMarkers: 'env',
    pagedPathMarkers: 'file',
    blockTableMarkers: 'flag',
  })
  expect((await patterns({})).sharedStreamMarkers).toContain('SharedStreamBatchStart')
})

test('a file with a name that does not exist is an error that names it', async () => {
  await expect(patterns({ markerFile: 'wrong.json' })).rejects.toMatchObject({
    code: 'corrupt_data',
    message: expect.stringContaining('paged_markers'),
  })
})

test('a pattern that would need backtracking is refused before anything is measured', async () => {
  await expect(patterns({ sharedStreamMarkers: '(a)\\1' })).rejects.toMatchObject({ code: 'invalid_argument' })
})
