// One place for what every package.json repeats (licence, access, engines): tools/config/manifest.json.
// `node tools/manifests.mjs` writes it into all packages, `--check` fails where one differs.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

process.chdir(new URL('..', import.meta.url).pathname)
const shared = JSON.parse(readFileSync('tools/config/manifest.json', 'utf8'))
const check = process.argv.includes('--check')
const files = ['package.json', ...readdirSync('packages').map((name) => `packages/${name}/package.json`)]

for (const file of files) {
  const before = readFileSync(file, 'utf8')
  const manifest = JSON.parse(before)
  const fields = manifest.private ? { license: shared.license, engines: shared.engines } : shared
  for (const [key, value] of Object.entries(fields)) manifest[key] = value
  const after = `${JSON.stringify(manifest, null, 2)}\n`
  if (JSON.stringify(JSON.parse(before)) === JSON.stringify(JSON.parse(after))) continue
  if (check) fail(`${file} differs from tools/config/manifest.json: run \`node tools/manifests.mjs\``)
  else writeFileSync(file, after)
}

const access = JSON.parse(readFileSync('.changeset/config.json', 'utf8')).access
if (access !== shared.publishConfig.access)
  fail(`.changeset/config.json says access ${access}, tools/config/manifest.json ${shared.publishConfig.access}`)

function fail(message) {
  console.error(message)
  process.exitCode = 1
}
