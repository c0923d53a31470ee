import { existsSync, readdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Builds the page's script where it is missing or older than its sources, so that tests run straight after a clone. */
export async function setup() {
  const built = join(root, 'dist/assets/live-page.global.js')
  const sources = readdirSync(join(root, 'page')).map((name) => statSync(join(root, 'page', name)).mtimeMs)
  if (existsSync(built) && statSync(built).mtimeMs > Math.max(...sources)) return
  const { build } = await import('tsup')
  const { pageBuild } = await import('../tools/page-build.mjs')
  process.chdir(root)
  await build({ ...pageBuild, config: false, silent: true })
}
