import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')

async function pages(): Promise<string[]> {
  const inFolder = async (folder: string) =>
    (await readdir(join(root, folder))).filter((name) => name.endsWith('.md')).map((name) => join(folder, name))
  const packages = await readdir(join(root, 'packages'))
  return [
    ...(await inFolder('.')),
    ...(await inFolder('docs')),
    ...packages.map((name) => `packages/${name}/README.md`),
  ]
}

/** What a page names in the form of a path from the root, and what it links to beside itself. */
function pathsIn(page: string, text: string): string[] {
  const named = [...text.matchAll(/`((?:packages|docs|tools|benchmark_baselines)\/[\w./-]+\.\w+)`/g)].map(([, path]) =>
    // A file that the reader is to write stands for its folder.
    (path as string).replace(/\/NAME\.\w+$/, ''),
  )
  const linked = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, path]) =>
    join(dirname(page), path as string),
  )
  return [...named, ...linked]
}

test('every file and folder that a page names or links to is there', async () => {
  const missing: string[] = []
  let seen = 0
  for (const page of await pages()) {
    if (!existsSync(join(root, page))) continue
    for (const path of pathsIn(page, await readFile(join(root, page), 'utf8'))) {
      seen += 1
      if (!existsSync(join(root, path))) missing.push(`${page}: ${path}`)
    }
  }
  expect(seen).toBeGreaterThan(60)
  expect(missing).toEqual([])
})
