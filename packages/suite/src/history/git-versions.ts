import { execFile } from 'node:child_process'
import { isAbsolute, relative } from 'node:path'
import { BenchError } from '@sagellm-benchmark/protocol-types'

/** One version of a file in a git history. */
export type FileVersion = {
  readonly commit: string
  readonly committedAt: string
  /**
   * Its content, read anew each time: a thousand versions together may be larger than the memory. `null`: the commit removed the file.
   *
   * @throws BenchError where git cannot give it, as of a clone that left it out, or it has more than 64 MB.
   */
  read(): Promise<string | null>
}

/** Starts git in a folder and gives what it printed. */
export type RunGit = (
  args: readonly string[],
  options: { readonly cwd: string; readonly signal: AbortSignal },
) => Promise<string>

export type GitVersionsOptions = {
  /** File in the repository, from its root or as the repository's folder has it. */
  readonly file: string
  /** Newest versions that are read. */
  readonly most: number
  readonly signal: AbortSignal
  /** @default the git that is installed */
  readonly run?: RunGit
}

/**
 * The versions of a file in the history of the branch that is checked out, oldest first. Git reads only: no hook, no lock, no program that
 * the repository's own configuration names, and nothing is fetched.
 *
 * @param repository - a folder in it.
 * @throws BenchError `unavailable` where git is not installed or does not answer, `not_found` where there is no such repository or file.
 */
export async function gitVersions(
  repository: string,
  { file, most, signal, run = runGit }: GitVersionsOptions,
): Promise<FileVersion[]> {
  const path = isAbsolute(file) ? relative(repository, file) : file
  const list = await run(['rev-list', '--timestamp', `--max-count=${most}`, 'HEAD', '--', path], {
    cwd: repository,
    signal,
  })
  const commits = list.split('\n').flatMap((line) => {
    const [, seconds, commit] = /^(\d+) ([0-9a-f]{40,64})$/.exec(line) ?? []
    return seconds === undefined || commit === undefined ? [] : [{ seconds: Number(seconds), commit }]
  })
  if (commits.length === 0)
    throw new BenchError('not_found', `the history of ${repository} has no file ${path}`, {
      hint: 'name the file as it stands in the repository',
    })
  return commits.reverse().map(({ seconds, commit }) => ({
    commit,
    committedAt: new Date(seconds * 1000).toISOString(),
    async read() {
      const at = { cwd: repository, signal }
      return run(['cat-file', 'blob', `${commit}:./${path}`], at).catch(async (error: unknown) => {
        const listed = await run(['ls-tree', '--name-only', commit, '--', `./${path}`], at)
        if (listed === '') return null
        throw error
      })
    },
  }))
}

const safely = [
  '--no-optional-locks',
  '--literal-pathspecs',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.hooksPath=/dev/null',
]
/**
 * A clone that left files out would fetch them, by the program that its own configuration names. Before git 2.45 only a list of protocols
 * without any in it forbids that.
 */
const offline = { GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: 'none' }
const LIMIT_BYTES = 64 << 20
const LIMIT_MS = 60_000

const runGit: RunGit = (args, { cwd, signal }) =>
  new Promise((resolve, reject) => {
    const env = { ...process.env, ...offline, GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' }
    const options = { cwd, signal, env, maxBuffer: LIMIT_BYTES, timeout: LIMIT_MS, windowsHide: true }
    execFile('git', [...safely, ...args], options, (error, stdout, stderr) => {
      if (error) reject(gitError(error, { cwd, said: stderr, signal }))
      else resolve(stdout)
    })
  })

function gitError(
  error: Error & { code?: unknown },
  { cwd, said, signal }: { readonly cwd: string; readonly said: string; readonly signal: AbortSignal },
): BenchError {
  if (signal.aborted) return new BenchError('cancelled', 'interrupted', { cause: error })
  if (error.code === 'ENOENT')
    return new BenchError('unavailable', 'git cannot be started', {
      hint: 'install git, or give a folder of results instead of --git; the folder of --git has to be there',
      cause: error,
    })
  if (typeof error.code === 'number')
    return new BenchError('not_found', `git in ${cwd}: ${said.trim().split('\n')[0] || `ended with ${error.code}`}`, {
      hint: 'check --git and --file',
      cause: error,
    })
  return new BenchError('unavailable', `git in ${cwd} did not answer: ${error.message}`, {
    hint: 'a version of the file may have 64 MB, and a command 60 s',
    cause: error,
  })
}
