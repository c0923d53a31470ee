// Publishes every package to a registry of our own on loopback and installs them from it into empty folders, as a user
// would: the program prints its version and measures the simulated engine, every entry of every library can be loaded, and
// there is one zod for all of them. Nothing leaves the machine but requests for packages of others that npm has not cached.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { packages } from './packages.mjs'
import { npm, run } from './publish/npm.mjs'
import { startRegistry } from './publish/registry.mjs'

process.chdir(new URL('..', import.meta.url).pathname)
const scratch = mkdtempSync(join(tmpdir(), 'publish-check-'))
const all = packages().filter(({ manifest }) => !manifest.private)
const [programs, libraries] = [true, false].map((bin) => all.filter(({ manifest }) => Boolean(manifest.bin) === bin))

const registry = await startRegistry({
  own: all.map(({ manifest }) => manifest.name),
  upstream: await npm(['config', 'get', 'registry'], '.'),
})
try {
  const token = `--//${new URL(registry.url).host}/:_authToken=loopback`
  for (const { folder } of all) await npm(['publish', '--registry', registry.url, token], folder)
  console.log(`published ${registry.names().length} packages`)
  for (const { manifest } of programs) await tryProgram(manifest)
  await tryLibraries()
} finally {
  registry.close()
  rmSync(scratch, { recursive: true, force: true })
}

async function tryProgram({ name, version }) {
  const folder = await install('program', [name])
  const program = join(folder, 'node_modules/.bin', name)
  const printed = (await run(program, ['--version'], folder)).stdout.trim()
  if (printed !== version) throw new Error(`${name} --version printed ${printed}, its manifest says ${version}`)

  const engine = spawn(program, ['reference-engine', '--port', '0'], { stdio: ['ignore', 'pipe', 'ignore'] })
  try {
    const lines = createInterface({ input: engine.stdout })
    const [line] = await once(lines, 'line', { signal: AbortSignal.timeout(60_000) })
    const [url] = /http:\/\/[^\s,]+/.exec(line)
    await run(program, ['run', '--backend-url', url, '--workload', 'Q1', '--output', 'results', '--quiet'], folder)
  } finally {
    engine.kill()
  }
  const metrics = JSON.parse(readFileSync(join(folder, 'results/Q1_metrics.json'), 'utf8'))
  if (!(metrics.metrics?.successful_requests > 0)) throw new Error(`${name} measured nothing: ${Object.keys(metrics)}`)
  console.log(`${name} ${version}: installed, measured ${metrics.metrics.successful_requests} requests`)
}

async function tryLibraries() {
  const folder = await install(
    'libraries',
    libraries.map(({ manifest }) => manifest.name),
  )
  const entries = libraries.flatMap(({ manifest }) =>
    Object.keys(manifest.exports).map((entry) => join(manifest.name, entry)),
  )
  const modules = entries.filter((entry) => !entry.endsWith('.json'))
  writeFileSync(join(folder, 'esm.mjs'), modules.map((entry) => `import '${entry}'`).join('\n'))
  writeFileSync(join(folder, 'cjs.cjs'), entries.map((entry) => `require('${entry}')`).join('\n'))
  for (const file of ['esm.mjs', 'cjs.cjs']) await run(process.execPath, [file], folder)
  const zods = (await npm(['ls', 'zod', '--all', '--parseable'], folder)).split('\n')
  if (zods.length !== 1) throw new Error(`more than one zod: ${zods.join(', ')}`)
  console.log(`${libraries.length} libraries: ${modules.length} entries loaded as ES modules and as CommonJS, one zod`)
}

/** An empty project with nothing but the packages of these names, as the registry gave them. */
async function install(project, names) {
  const folder = join(scratch, project)
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{"name":"empty","private":true}')
  // Packages of others keep their addresses, by which npm's cache knows them.
  await npm(
    ['install', '--registry', registry.url, '--replace-registry-host=never', '--prefer-offline', ...names],
    folder,
  )
  return folder
}
