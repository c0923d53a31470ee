import type { EnvironmentManifest } from '@sagellm-benchmark/protocol-types/artifacts'
import type { HostAccess } from './host-access.js'

/**
 * Commit, branch and whether tracked files were changed; `null` without git or without a repository, which is no error.
 * Untracked files are not looked at: the results folder of the run itself would make every run dirty.
 */
export async function readGitState(host: HostAccess, folder: string): Promise<EnvironmentManifest['git']> {
  const git = (...args: string[]) => host.run('git', [...safely, ...args], { cwd: folder })
  const commit = (await git('rev-parse', '--verify', 'HEAD'))?.trim()
  if (!commit) return null

  const [branch, changes] = await Promise.all([
    git('rev-parse', '--abbrev-ref', 'HEAD'),
    git('status', '--porcelain', '--untracked-files=no'),
  ])
  return {
    commit,
    branch: branch === null || branch.trim() === 'HEAD' ? null : branch.trim(),
    dirty: changes === null ? null : changes.trim() !== '',
  }
}

/** No lock is taken and no program that the repository's own configuration names is started. */
const safely = ['--no-optional-locks', '-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null']
