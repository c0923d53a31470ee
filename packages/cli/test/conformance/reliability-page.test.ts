import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { faults } from '@sagellm-benchmark/reference-engine'
import { expect, test } from 'vitest'
import { reliabilityPage } from './reliability-page.js'

const page = resolve(import.meta.dirname, '../../../../docs/reliability.md')

test('docs/reliability.md says what these tests hold the client to', async () => {
  const wanted = reliabilityPage(faults)
  if (process.env.UPDATE_DOCS === '1') await writeFile(page, wanted)
  expect(await readFile(page, 'utf8'), 'rewrite it with UPDATE_DOCS=1').toBe(wanted)
})
