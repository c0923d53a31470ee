import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const shared = ['package-lock.json', 'tsconfig.base.json', 'tools/config', 'tools/notices.mjs']
/** What a package holds beside its sources: tests, what was built, and libraries. */
const besides = new Set(['test', 'bench', 'docs', 'dist', 'out-tsc', 'test-results', 'node_modules'])
/** The program's build copies these from the packages that they belong to. */
const copied = new Set(['packages/cli/assets', 'packages/cli/models', 'packages/cli/THIRD_PARTY_NOTICES'])

/**
 * @returns whether the built program is newer than everything that it is made of, folders included, so that a file that was
 * removed counts too. A build that is not needed must not happen: it would take the files away under a program that runs.
 */
export function programIsCurrent(root) {
  const built = join(root, 'packages/cli/dist/bin.js')
  if (!existsSync(built)) return false
  const { mtimeMs } = statSync(built)
  const own = packageParts(root).filter((path) => !copied.has(path))
  return [...shared, ...own].every((path) => newest(join(root, path)) < mtimeMs)
}

function packageParts(root) {
  const packages = readdirSync(join(root, 'packages')).map((name) => join('packages', name))
  return packages.flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => !besides.has(name) && !name.endsWith('.tgz'))
      .map((name) => join(folder, name)),
  )
}

function newest(path) {
  const { mtimeMs } = statSync(path)
  const within = statSync(path).isDirectory() ? readdirSync(path).map((name) => newest(join(path, name))) : []
  return Math.max(mtimeMs, ...within)
}
