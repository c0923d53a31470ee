// node ../../tools/notices.mjs   after a build, in the package's folder: writes THIRD_PARTY_NOTICES, the licence texts of all
// packages of others whose code is in the bundles, and removes the metafiles that told which these are.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Texts for packages that name a licence but ship no text: only licences whose text holds no name and no year. */
const standardTexts = new URL('config/licences/', import.meta.url)

/** @returns folders of the packages of others that gave at least one byte to what esbuild wrote. */
export function bundledPackages(metafile) {
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs))
  const used = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0)
  return used.flatMap(([file]) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file) ?? [])
}

/** @throws Error that names every package without a licence text. */
export function noticesOf(folders) {
  const packages = [...new Set(folders)].map(readPackage).sort((a, b) => (a.title < b.title ? -1 : 1))
  const without = packages
    .filter(({ texts }) => texts.length === 0)
    .map(({ title, licence }) => `${title} (${licence})`)
  if (without.length > 0) throw new Error(`no licence text for ${without.join(', ')}`)

  // Families of packages repeat one text: it stands once, under all their names.
  const byText = new Map()
  for (const { title, licence, texts } of packages) {
    const text = texts.join('\n\n')
    byText.set(text, [...(byText.get(text) ?? []), `${title}, ${licence}`])
  }
  const line = '-'.repeat(80)
  const sections = [...byText].map(([text, group]) => `${line}\n${group.join('\n')}\n\n${text}\n`)
  return `Code of the following packages is part of this one.\n\n${sections.join('\n')}`
}

function readPackage(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)(\.|-|$)/i.test(file))
  const texts = files.sort().map((file) => textOf(join(folder, file)))
  const standard = new URL(`${license}.txt`, standardTexts)
  if (texts.length === 0 && existsSync(standard)) texts.push(textOf(standard))
  return { title: `${name} ${version}`, licence: license, texts }
}

/** Without empty lines around it: texts that differ in nothing else are one. */
function textOf(file) {
  return readFileSync(file, 'utf8')
    .replace(/^(\s*\n)+/, '')
    .trimEnd()
}

if (process.argv[1] && import.meta.url === new URL(`file://${process.argv[1]}`).href) {
  const built = readdirSync('dist', { recursive: true }).map((file) => join('dist', file))
  const metafiles = built.filter((file) => /metafile-\w+\.json$/.test(file))
  if (metafiles.length === 0) throw new Error('no metafile in dist: build with `metafile: true`')
  const folders = metafiles.flatMap((file) => bundledPackages(JSON.parse(readFileSync(file, 'utf8'))))
  writeFileSync('THIRD_PARTY_NOTICES', noticesOf(folders))
  for (const file of metafiles) rmSync(file)
}
