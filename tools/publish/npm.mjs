import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const exec = promisify(execFile)

/** @returns npm's standard output. @throws Error with all that npm said. */
export async function npm(args, cwd) {
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--ignore-scripts', '--loglevel=error']
  return (await run('npm', [...args, ...quiet], cwd)).trim()
}

/** @returns standard output of a program that must end well. */
export async function run(command, args, cwd) {
  try {
    return (await exec(command, args, { cwd, maxBuffer: 2 ** 26 })).stdout
  } catch (error) {
    throw new Error(`${command} ${args.join(' ')} failed:\n${error.stdout ?? ''}${error.stderr ?? error.message}`)
  }
}
