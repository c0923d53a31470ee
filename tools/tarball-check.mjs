// node ../../tools/tarball-check.mjs   in a package's folder, after its build: what npm would publish has its licence, no sources
// in its maps, the licence texts of what is bundled, and entries no larger than tools/config/size-limits.json allows.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { npm } from './publish/npm.mjs'

const manifest = JSON.parse(readFileSync('package.json', 'utf8'))
const limits = JSON.parse(readFileSync(new URL('config/size-limits.json', import.meta.url), 'utf8'))
const [{ files }] = JSON.parse(await npm(['pack', '--dry-run', '--json'], '.'))
const paths = files.map(({ path }) => path)

for (const file of ['LICENSE', 'README.md']) if (!paths.includes(file)) fail(`${file} is not part of the package`)
for (const path of paths.filter((each) => each.endsWith('.map')))
  if (JSON.parse(readFileSync(path, 'utf8')).sourcesContent) fail(`${path} holds sources`)

const notices = paths.includes('THIRD_PARTY_NOTICES') ? readFileSync('THIRD_PARTY_NOTICES', 'utf8') : ''
for (const name of new Set(paths.flatMap(bundledNames)))
  if (!notices.includes(`\n${name} `)) fail(`THIRD_PARTY_NOTICES has no text for ${name}, which is bundled`)

const limit = limits[manifest.name]
for (const [entry, kilobytes] of limit === undefined ? [] : await entrySizes())
  if (kilobytes > limit) fail(`entry ${entry} has ${kilobytes.toFixed(1)} kB, the limit is ${limit}`)

/** esbuild writes a comment with the path above each file that it puts into a bundle. */
function bundledNames(path) {
  if (!/\.[cm]?js$/.test(path)) return []
  const comments = readFileSync(path, 'utf8').matchAll(/^\s*\/\/ \S*node_modules\/((?:@[^/\s]+\/)?[^/\s]+)\//gm)
  return [...comments].map(([, name]) => name)
}

/** What each entry weighs in kB, minified and compressed, with our other packages and without those of others. */
function entrySizes() {
  const needed = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
  const external = needed.filter((name) => !name.startsWith('@sagellm-benchmark/'))
  const entries = Object.entries(manifest.exports).filter(([, paths]) => paths.import)
  const options = {
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
    external,
  }
  const size = async ([entry, paths]) => {
    const { outputFiles } = await build({ ...options, entryPoints: [paths.import.default] })
    return [entry, gzipSync(outputFiles[0].contents).length / 1000]
  }
  return Promise.all(entries.map(size))
}

function fail(message) {
  console.error(`${manifest.name}: ${message}`)
  process.exitCode = 1
}
