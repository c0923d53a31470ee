// What tests need from the operating system: Chromium for the HTML report. Debian with root installs it; elsewhere it says what to do.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const needed = [{ file: '/usr/bin/chromium', package: 'chromium' }]

export function ensureSystemPackages() {
  const missing = needed.filter((each) => !existsSync(each.file)).map((each) => each.package)
  if (missing.length === 0) return
  const names = missing.join(' ')
  const apt = existsSync('/usr/bin/apt-get') && process.getuid?.() === 0
  if (!apt)
    throw new Error(
      `tests need ${names}: install with your system's package manager (Debian: apt-get install ${names})`,
    )
  console.log(`installing ${names} (apt-get) ...`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...missing],
  ]) {
    const done = spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env })
    if (done.status !== 0) throw new Error(`apt-get ${args.join(' ')} ended with ${done.status ?? done.signal}`)
  }
}
