// Makes the workspace ready to run anything: installs from the lock file when node_modules is missing or of another one.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'

const lock = 'package-lock.json'
const marker = 'node_modules/.package-lock.json'
/** The lock file that was installed from, by its content: a branch or a copy gives the same file another time. */
const mark = 'node_modules/.installed-lock.sha256'
const env = { ...process.env, npm_config_ignore_scripts: 'true', ONNXRUNTIME_NODE_INSTALL: 'skip' }

/** Installs if needed. @throws when npm fails; what npm said stands above. */
export function install() {
  if (isInstalled()) return
  console.log('installing the locked dependencies (npm ci) ...')
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { stdio: 'inherit', env })
  if (npm.status !== 0) throw new Error(`npm ci ended with ${npm.status ?? npm.signal}`)
  writeFileSync(mark, hashOfLock())
}

/** What was installed by hand bears no mark; there the times have to do. */
function isInstalled() {
  if (!existsSync(marker)) return false
  return existsSync(mark)
    ? readFileSync(mark, 'utf8') === hashOfLock()
    : statSync(marker).mtimeMs >= statSync(lock).mtimeMs
}

function hashOfLock() {
  return createHash('sha256').update(readFileSync(lock)).digest('hex')
}

if (process.argv[1] && import.meta.url === new URL(`file://${process.argv[1]}`).href) install()
