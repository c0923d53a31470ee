// Prepares a release: versions and changelogs from the changesets, lock file, whole check. Publishing stays a human's step.
import { spawnSync } from 'node:child_process'

process.chdir(new URL('..', import.meta.url).pathname)

step('npx', ['changeset', 'version'])
// changesets leaves the lock file at the old versions.
step('npm', ['install', '--package-lock-only', '--ignore-scripts'])
step('npm', ['test'])
console.log('ready. Review the diff, commit it, then publish with: npx changeset publish')

function step(command, args) {
  console.log(`$ ${command} ${args.join(' ')}`)
  const { status } = spawnSync(command, args, { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
