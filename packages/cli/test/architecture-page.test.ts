import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')
const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8')
const picture = join(root, 'docs/images/suite-and-runner.svg')

// The tool belongs to the workspace, not to a package, so it has no name to import it by.
const { architectureSvg } = (await import(
  new URL('../../../tools/graph/architecture-svg.mjs', import.meta.url).href
)) as { architectureSvg: (root: string) => string }

/** Every type that the packages of a run export from their files. */
const declared = new Set(
  ['protocol-types', 'runner', 'suite'].flatMap((name) => {
    const folder = join(root, 'packages', name, 'src')
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
    const texts = files.map((file) => readFileSync(join(folder, file), 'utf8'))
    return texts.flatMap((text) =>
      [...text.matchAll(/^export (?:type|interface|const) (\w+)/gm)].map(([, word]) => word),
    )
  }),
)

test('the picture of suite and runner is what their imports are (UPDATE_DOCS=1 draws it anew)', () => {
  const drawn = architectureSvg(root)
  if (process.env['UPDATE_DOCS']) writeFileSync(picture, drawn)
  expect(readFileSync(picture, 'utf8')).toBe(drawn)
  expect(page).toContain('images/suite-and-runner.svg')
})

describe('the map', () => {
  const rows = (heading: string) => {
    const [, section = ''] = page.split(`## ${heading}\n`)
    const [table = ''] = section.split('\n## ')
    return [...table.matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name as string)
  }

  test.each(['runner', 'suite'])('names every folder of %s', (name) => {
    const folders = readdirSync(join(root, 'packages', name, 'src'), { withFileTypes: true })
    const own = folders.filter((each) => each.isDirectory() && each.name !== 'testing').map((each) => each.name)
    expect(rows('Where to look').filter((each) => each.startsWith(`${name}/`))).toEqual(
      own.sort().map((each) => `${name}/${each}`),
    )
  })

  test('the words of the glossary are types that there are', () => {
    const words = rows('Glossary')
    expect(words.length).toBeGreaterThan(5)
    for (const word of words) expect(declared.has(word), word).toBe(true)
  })
})
