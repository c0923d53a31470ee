import type { EnvironmentManifest } from '@sagellm-benchmark/protocol-types/artifacts'
import type { HostAccess } from './host-access.js'

type GitState = NonNullable<EnvironmentManifest['git']>

/**
 * Commit, branch and whether tracked files were changed; `null` without git or without a repository, which is no error.
 * Untracked files are not looked at: the results folder of the run itself would make every run dirty.
 */
export async function readGitState(host: HostAccess, folder: string): Promise<GitState | null> {
  const git = (...args: string[]) => host.run('git', [...safely, ...args], { cwd: folder })
  const status = await git('status', '--porcelain=v2', '--branch', '--no-ahead-behind', '--untracked-files=no')
  if (status !== null) return stateIn(status)

  // A repository that is too large to be looked through in time still names its commit.
  const commit = (await git('rev-parse', '--verify', 'HEAD'))?.trim()
  if (!commit) return null
  const branch = (await git('rev-parse', '--abbrev-ref', 'HEAD'))?.trim() ?? null
  return { commit, branch: branch === 'HEAD' ? null : branch, dirty: null }
}

/** Of a report in git's second form: lines with a # say where one is, all others are changes. */
function stateIn(status: string): GitState | null {
  const commit = /^# branch\.oid ([0-9a-f]+)$/m.exec(status)?.[1]
  if (commit === undefined) return null
  const branch = /^# branch\.head (.+)$/m.exec(status)?.[1] ?? null
  return { commit, branch: branch === '(detached)' ? null : branch, dirty: /^[^#\n]/m.test(status) }
}

/** No lock is taken and no program that the repository's own configuration names is started. */
const safely = ['--no-optional-locks', '-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null']
