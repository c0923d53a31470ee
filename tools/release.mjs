// Prepares a release: versions and changelogs from the changesets, manifests, lock file, whole check. Publishing stays a human's step.
//   npm run release -- --dry-run   changes nothing: says which version comes next, publishes to a registry on loopback
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'

process.chdir(new URL('..', import.meta.url).pathname)
const { values } = parseArgs({ options: { 'dry-run': { type: 'boolean', default: false } } })

step('node', ['tools/next-version.mjs'])
if (values['dry-run']) {
  step('node', ['tools/nx.mjs', 'run', 'sagellm-benchmark-workspace:pkgcheck', '--outputStyle=static'])
  console.log('nothing was changed, and nothing left this machine')
} else {
  step('npx', ['changeset', 'version'])
  step('node', ['tools/manifests.mjs'])
  // changesets leaves the lock file at the old versions.
  step('npm', ['install', '--package-lock-only', '--ignore-scripts'])
  step('npm', ['test'])
  console.log('ready. Review the diff, commit it, then publish with: npx changeset publish')
  console.log('The program has no scope: on the public registry everybody can read it. The libraries are restricted.')
}

function step(command, args) {
  console.log(`$ ${command} ${args.join(' ')}`)
  const { status } = spawnSync(command, args, { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
