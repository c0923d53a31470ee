import { execFile } from 'node:child_process'
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { installing } from '../engines/not-reachable.mjs'
import { hostsFolder } from './host-packages.mjs'

const run = promisify(execFile)

/** Installs a package of PyPI once, in a folder of its own. @param version - as pip takes it. @returns the folder of its programs. */
export async function pythonPackage(name, version) {
  const folder = hostsFolder(name)
  const done = join(folder, 'complete')
  if (!existsSync(done)) {
    rmSync(folder, { recursive: true, force: true })
    await run('python3', ['-m', 'venv', folder])
    await installing(name, () => run(join(folder, 'bin/python'), ['-m', 'pip', 'install', '-q', `${name}==${version}`]))
    writeFileSync(`${done}.part`, '')
    renameSync(`${done}.part`, done)
  }
  return join(folder, 'bin')
}
