import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const exec = promisify(execFile)

/** @returns npm's standard output. @throws Error with all that npm said, also where it had to mend a manifest. */
export async function npm(args, cwd) {
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--ignore-scripts', '--loglevel=warn']
  const { stdout, stderr } = await run('npm', [...args, ...quiet], cwd)
  if (stderr.includes('auto-corrected')) throw new Error(`npm ${args[0]} in ${cwd}:\n${stderr}`)
  return stdout.trim()
}

/** @returns what a program printed that must end well. */
export async function run(command, args, cwd) {
  try {
    return await exec(command, args, { cwd, maxBuffer: 2 ** 26 })
  } catch (error) {
    throw new Error(`${command} ${args.join(' ')} failed:\n${error.stdout ?? ''}${error.stderr ?? error.message}`)
  }
}
