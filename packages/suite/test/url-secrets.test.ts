import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '@sagellm-benchmark/suite'
import { expect, test } from 'vitest'
import { startEngine } from './engines.js'

test('a key in the query of the address or in a body stands in no artifact, and the run says that it cannot be resumed', async () => {
  const engine = await startEngine()
  const output = join(await mkdtemp(join(tmpdir(), 'suite-secrets-')), 'out')
  try {
    const workload = { source: 'short_qa', promptTokens: 32, outputTokens: 4, requests: 2 }
    await run(
      {
        target: {
          kind: 'endpoint',
          url: `${engine.url}?api_key=SECRETA1&sig=SECRETB2&api-version=2026`,
          extraBody: { api_key: 'SECRETC3' },
        },
        workloads: [{ name: 'A', ...workload, load: { kind: 'closed', concurrency: 1 } }],
        warmup: { requests: 0 },
      },
      { output },
    )
  } finally {
    await engine.close()
  }
  const names = (await readdir(output, { recursive: true, withFileTypes: true })).filter((each) => each.isFile())
  const texts = await Promise.all(names.map((each) => readFile(join(each.parentPath, each.name), 'utf8')))
  expect(names.length).toBeGreaterThan(3)
  for (const text of texts) expect(text).not.toMatch(/SECRET/)
  expect(texts.join('')).toContain('api-version=2026')
})
