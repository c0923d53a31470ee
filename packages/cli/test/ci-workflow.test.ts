import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')

test('CI checks with the oldest Node that the manifests allow', async () => {
  const workflow = await readFile(resolve(root, '.github/workflows/ci.yml'), 'utf8')
  const manifest = JSON.parse(await readFile(resolve(root, 'package.json'), 'utf8')) as { engines: { node: string } }

  const [, versions] = /^\s+node: \[(.+)\]$/m.exec(workflow) ?? []
  const tested = versions?.split(',').map((each) => each.trim().replaceAll('"', ''))

  expect(tested?.[0]).toBe(manifest.engines.node.replace('>=', ''))
})
