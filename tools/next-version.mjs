// What a release would make of the changesets: `changeset version` runs in a copy of the manifests, nothing here changes.
// Fails unless every package gets one and the same version: 0.1.0 where none was released yet.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { packages } from './packages.mjs'

process.chdir(new URL('..', import.meta.url).pathname)
const copy = mkdtempSync(join(tmpdir(), 'next-version-'))
try {
  copyManifests()
  const changesets = spawnSync(process.execPath, [resolve('node_modules/@changesets/cli/bin.js'), 'version'], {
    cwd: copy,
    encoding: 'utf8',
  })
  if (changesets.status !== 0) throw new Error(`changeset version failed:\n${changesets.stdout}${changesets.stderr}`)
  report(new Map(packages(copy).map(({ manifest }) => [manifest.name, manifest.version])))
} finally {
  rmSync(copy, { recursive: true, force: true })
}

function copyManifests() {
  for (const path of ['package.json', '.changeset']) cpSync(path, join(copy, path), { recursive: true })
  for (const { folder } of packages()) {
    mkdirSync(join(copy, folder), { recursive: true })
    cpSync(`${folder}/package.json`, join(copy, folder, 'package.json'))
  }
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'))
}

function report(next) {
  const unreleased = packages().every(({ manifest }) => manifest.version === '0.0.0')
  const versions = [...new Set(next.values())]
  console.log(`next version: ${versions.join(', ')} (${next.size} packages)`)
  if (versions.length === 1 && (!unreleased || versions[0] === '0.1.0')) return
  for (const [name, version] of next) console.error(`${name} ${version}`)
  console.error(unreleased ? 'the first release is 0.1.0 for every package' : 'packages are released in one version')
  process.exitCode = 1
}
