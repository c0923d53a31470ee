import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { installing } from './not-reachable.mjs'

const run = promisify(execFile)

/**
 * Unpacks packages of Debian unstable into `folder`, beside the system and not into it: an apt configuration of its own, no
 * installation. Does nothing where the folder is there already.
 */
export async function unpackDebianPackages(folder, names) {
  if (existsSync(folder)) return
  const work = `${folder}.work`
  rmSync(work, { recursive: true, force: true })
  const at = (...parts) => join(work, ...parts)
  for (const each of ['lists/partial', 'archives/partial', 'root']) mkdirSync(at(each), { recursive: true })
  writeFileSync(
    at('sources.list'),
    'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian unstable main\n',
  )
  writeFileSync(
    at('apt.conf'),
    [
      `Dir::Etc::sourcelist "${at('sources.list')}";`,
      'Dir::Etc::sourceparts "-";',
      `Dir::State::lists "${at('lists')}";`,
      `Dir::Cache "${work}";`,
      `Dir::Cache::archives "${at('archives')}";`,
      'Acquire::Languages "none";',
      '',
    ].join('\n'),
  )
  const options = { cwd: at('archives'), env: { ...process.env, APT_CONFIG: at('apt.conf') } }
  await installing(names[0], async () => {
    await run('apt-get', ['update', '--error-on=any'], options)
    await run('apt-get', ['download', ...names], options)
  })
  const packages = readdirSync(at('archives')).filter((name) => name.endsWith('.deb'))
  for (const name of packages) await run('dpkg', ['-x', at('archives', name), at('root')])
  renameSync(at('root'), folder)
  rmSync(work, { recursive: true, force: true })
}
