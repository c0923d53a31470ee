import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { filesInGit } from './source-files.mjs'

/**
 * A copy of the workspace as it is now, uncommitted changes included, in which anything may be changed and run. Libraries
 * are linked to the workspace's own; the packages' names lead into the copy.
 *
 * @returns {{ folder: string, changed: () => string[], restore: (paths: string[]) => void, remove: () => void }} `changed`
 * lists the files that differ from what was copied, by their paths; `restore` makes them what they were.
 */
export function scratchCopy(root) {
  const folder = mkdtempSync(join(tmpdir(), 'sagellm-yardstick-'))
  const copied = filesInGit(root)
  for (const path of copied) copy(path)
  linkLibraries(root, folder)
  // What the compiler already knows, so that it checks only what changes.
  for (const name of readdirSync(join(root, 'packages'))) copy(`packages/${name}/out-tsc`)

  const before = new Map(copied.map((path) => [path, contentOf(join(root, path))]))
  return {
    folder,
    changed: () => filesIn(folder).filter((path) => contentOf(join(folder, path)) !== before.get(path)),
    restore(paths) {
      for (const path of paths) {
        rmSync(join(folder, path), { force: true })
        if (before.has(path)) copy(path)
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }

  function copy(path) {
    if (!existsSync(join(root, path))) return
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    cpSync(join(root, path), join(folder, path), { recursive: true, preserveTimestamps: true })
  }
}

function linkLibraries(root, folder) {
  const from = join(root, 'node_modules')
  const to = join(folder, 'node_modules')
  mkdirSync(join(to, '@sagellm-benchmark'), { recursive: true })
  for (const name of readdirSync(from)) {
    if (name === '@sagellm-benchmark' || name === 'sagellm-benchmark' || name.startsWith('.')) continue
    symlinkSync(join(from, name), join(to, name))
  }
  symlinkSync(join(from, '.bin'), join(to, '.bin'))
  for (const name of readdirSync(join(folder, 'packages'))) {
    const own = JSON.parse(readFileSync(join(folder, 'packages', name, 'package.json'), 'utf8')).name
    symlinkSync(join(folder, 'packages', name), join(to, own))
  }
}

const generated = new Set(['node_modules', 'out-tsc', 'test-results', 'dist', '.nx'])

function filesIn(folder) {
  const found = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((each) => each.isFile())
  const paths = found.map((each) => join(each.parentPath, each.name).slice(folder.length + 1))
  return paths.filter((path) => !path.split('/').some((part) => generated.has(part)))
}

const contentOf = (path) => readFileSync(path, 'latin1')
