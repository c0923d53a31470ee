// One place for what every package repeats: tools/config/manifest.json and LICENSE, and the version of the program.
// `node tools/manifests.mjs` writes them into all packages, `--check` fails where one differs.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { packages } from './packages.mjs'

process.chdir(new URL('..', import.meta.url).pathname)
const shared = readJson('tools/config/manifest.json')
const check = process.argv.includes('--check')
const { version } = readJson('packages/cli/package.json')
const ours = new Map(packages().map(({ manifest }) => [manifest.name, manifest]))

write('package.json', withFields(readJson('package.json'), { license: shared.license, engines: shared.engines }))
for (const { folder, manifest } of packages()) {
  write(
    `${folder}/package.json`,
    withFields(manifest, { ...fieldsOf(folder, manifest), ...rangesOf(manifest), ...peersOf(manifest) }),
  )
  write(`${folder}/LICENSE`, readFileSync('LICENSE', 'utf8'))
}

const { access } = readJson('.changeset/config.json')
if (access !== shared.publishConfig.access)
  fail(`.changeset/config.json says access ${access}, tools/config/manifest.json ${shared.publishConfig.access}`)

function fieldsOf(folder, { name }) {
  return {
    ...shared,
    version,
    homepage: `${shared.homepage}/tree/main/${folder}#readme`,
    repository: { ...shared.repository, directory: folder },
    // Only a name in a scope can be restricted: npm refuses to publish another one that asks for it.
    publishConfig: name.startsWith('@') ? shared.publishConfig : { access: 'public' },
  }
}

/** Packages of this workspace are released together: each wants the others as they were when it was built. */
function rangesOf(manifest) {
  const kinds = ['dependencies', 'optionalDependencies', 'devDependencies'].filter((kind) => manifest[kind])
  const follow = ([name, range]) => [name, ours.has(name) ? `^${version}` : range]
  return Object.fromEntries(kinds.map((kind) => [kind, Object.fromEntries(Object.entries(manifest[kind]).map(follow))]))
}

/** The peers of a package are the peers of all that depend on it: one copy of zod for the user and all of ours. */
function peersOf(manifest) {
  const needed = Object.keys(manifest.dependencies ?? {}).filter((name) => ours.has(name))
  const all = [manifest, ...needed.map((name) => peersOf(ours.get(name)))]
  const merged = (kind) => Object.assign({}, ...all.map((each) => each[kind]))
  const fields = { peerDependencies: merged('peerDependencies'), peerDependenciesMeta: merged('peerDependenciesMeta') }
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => Object.keys(value).length > 0))
}

function withFields(manifest, fields) {
  return `${JSON.stringify({ ...manifest, ...fields }, null, 2)}\n`
}

/** How a file is laid out is the formatter's business: JSON is compared by what it says. */
function write(file, text) {
  const before = existsSync(file) ? readFileSync(file, 'utf8') : null
  const same = file.endsWith('.json') ? isDeepStrictEqual(JSON.parse(before), JSON.parse(text)) : before === text
  if (same) return
  if (check) fail(`${file} differs from tools/config/manifest.json or LICENSE: run \`node tools/manifests.mjs\``)
  else writeFileSync(file, text)
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'))
}

function fail(message) {
  console.error(message)
  process.exitCode = 1
}
