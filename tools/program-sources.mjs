// node ../../tools/program-sources.mjs   in packages/cli, before its build: leaves in dist what the program is built from.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const shared = ['package-lock.json', 'tsconfig.base.json', 'tools/config', 'tools/notices.mjs']
/** What a package holds beside its sources: tests, what was built, and libraries. */
const besides = new Set(['test', 'bench', 'docs', 'dist', 'out-tsc', 'test-results', 'node_modules'])
/** Builds make these out of sources. */
const made = new Set(['packages/cli/assets', 'packages/cli/models'])
const notASource = /\.test\.ts$|\.tgz$|^README\.md$|^THIRD_PARTY_NOTICES$/

const program = (root) => join(root, 'packages/cli/dist/bin.js')
const mark = (root) => join(root, 'packages/cli/dist/sources.sha256')

/**
 * @returns whether the built program is of the sources as they are now, by their content: times of change say nothing where a
 * clone, a branch or a cache put files in place. A build that is not needed must not happen: it would take the files away under
 * a program that runs.
 */
export function programIsCurrent(root) {
  return existsSync(program(root)) && existsSync(mark(root)) && readFileSync(mark(root), 'utf8') === sourcesOf(root)
}

/**
 * Leaves the mark of the sources as they are now; called before a build, so that a change made meanwhile counts as one. The program of
 * other sources goes first: a build that is broken off leaves none that bears the new mark.
 */
export function markSources(root) {
  rmSync(program(root), { force: true })
  mkdirSync(dirname(mark(root)), { recursive: true })
  writeFileSync(mark(root), sourcesOf(root))
}

function sourcesOf(root) {
  const hash = createHash('sha256')
  for (const path of [...shared, ...packageParts(root)].flatMap((part) => filesIn(root, part)))
    hash.update(`${path}\0`).update(
      createHash('sha256')
        .update(readFileSync(join(root, path)))
        .digest(),
    )
  return `${hash.digest('hex')}\n`
}

function packageParts(root) {
  const packages = readdirSync(join(root, 'packages')).sort()
  const parts = packages.flatMap((name) =>
    readdirSync(join(root, 'packages', name))
      .filter((part) => !besides.has(part))
      .map((part) => `packages/${name}/${part}`),
  )
  return parts.filter((path) => !made.has(path)).sort()
}

function filesIn(root, path) {
  if (statSync(join(root, path)).isDirectory())
    return readdirSync(join(root, path))
      .sort()
      .flatMap((name) => filesIn(root, `${path}/${name}`))
  return notASource.test(path.slice(path.lastIndexOf('/') + 1)) ? [] : [path]
}

if (process.argv[1] && import.meta.url === new URL(`file://${process.argv[1]}`).href)
  markSources(fileURLToPath(new URL('..', import.meta.url)))
