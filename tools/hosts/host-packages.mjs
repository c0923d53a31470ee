import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { installing } from '../engines/not-reachable.mjs'

const run = promisify(execFile)

/** Where packages are kept between two runs of the tests; `npm ci` empties it. */
export const hostsFolder = (name) => fileURLToPath(new URL(`../../node_modules/.cache/hosts/${name}`, import.meta.url))

/**
 * Packages of this machine's own Debian release with what they need and it does not have, unpacked beside the system and not into it:
 * hosts lay them over their `/usr`. Made once.
 *
 * @param alternative - ending of programs that installing would make available without it.
 * @returns the folder.
 */
export async function unpackedPackages(name, packages, { alternative = null } = {}) {
  const folder = hostsFolder(name)
  if (existsSync(folder)) return folder
  const work = `${folder}.work`
  rmSync(work, { recursive: true, force: true })
  const at = (...parts) => join(work, ...parts)
  for (const each of ['lists/partial', 'archives/partial', 'root']) mkdirSync(at(each), { recursive: true })
  const own = [`Dir::State::lists "${at('lists')}";`, `Dir::Cache "${work}";`, 'Acquire::Languages "none";', '']
  writeFileSync(at('apt.conf'), own.join('\n'))
  const options = {
    ...{ cwd: at('archives'), maxBuffer: 2 ** 26 },
    env: { ...process.env, APT_CONFIG: at('apt.conf'), LC_ALL: 'C' },
  }
  await installing(packages[0], async () => {
    await run('apt-get', ['update', '-qq', '--error-on=any'], options)
    const install = ['install', '--simulate', '--no-install-recommends', ...packages]
    const { stdout } = await run('apt-get', install, options)
    const missing = [...stdout.matchAll(/^Inst (\S+)/gm)].map(([, each]) => each)
    await run('apt-get', ['download', ...new Set([...packages, ...missing])], options)
  })
  for (const file of readdirSync(at('archives')).filter((each) => each.endsWith('.deb')))
    await run('dpkg', ['-x', at('archives', file), at('root')])
  mergeUsr(at('root'))
  const sbin = at('root/usr/sbin')
  for (const file of readdirSync(sbin).filter((each) => alternative !== null && each.endsWith(alternative)))
    symlinkSync(file, join(sbin, file.slice(0, -alternative.length)))
  renameSync(at('root'), folder)
  rmSync(work, { recursive: true, force: true })
  return folder
}

/** Packages have files below /bin and /lib, which are links in a system of today. */
function mergeUsr(root) {
  for (const each of ['bin', 'sbin', 'lib', 'lib64']) {
    const old = join(root, each)
    mkdirSync(join(root, 'usr', each), { recursive: true })
    if (existsSync(old)) execFileSync('cp', ['-a', `${old}/.`, join(root, 'usr', each)])
    rmSync(old, { recursive: true, force: true })
    symlinkSync(`usr/${each}`, old)
  }
}
