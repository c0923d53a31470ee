// The packages of the workspace, as they stand on disk: nothing here knows one by its name.
import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** @returns `{ folder, manifest }` of each package, in the order of their folders; `root` is the workspace. */
export function packages(root = '.') {
  return readdirSync(`${root}/packages`)
    .map((name) => `packages/${name}`)
    .filter((folder) => existsSync(`${root}/${folder}/package.json`))
    .map((folder) => ({ folder, manifest: JSON.parse(readFileSync(`${root}/${folder}/package.json`, 'utf8')) }))
}
