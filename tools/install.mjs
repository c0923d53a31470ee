// Makes the workspace ready to run anything: installs from the lock file when node_modules is missing or older than it.
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'

const marker = 'node_modules/.package-lock.json'
const env = { ...process.env, npm_config_ignore_scripts: 'true', ONNXRUNTIME_NODE_INSTALL: 'skip' }

/** Installs if needed. @throws when npm fails; what npm said stands above. */
export function install() {
  const current = existsSync(marker) && statSync(marker).mtimeMs >= statSync('package-lock.json').mtimeMs
  if (current) return
  console.log('installing the locked dependencies (npm ci) ...')
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { stdio: 'inherit', env })
  if (npm.status !== 0) throw new Error(`npm ci ended with ${npm.status ?? npm.signal}`)
}

if (process.argv[1] && import.meta.url === new URL(`file://${process.argv[1]}`).href) install()
