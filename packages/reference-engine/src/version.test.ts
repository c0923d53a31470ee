import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createReferenceEngine } from './index.js'

test('the simulated engine names the version of its own package', () => {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }

  expect(createReferenceEngine({}).identity.version).toBe(manifest.version)
})
