import { execFile } from 'node:child_process'
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { engineFolder } from './engine-folder.mjs'
import { installing } from './not-reachable.mjs'
import { pythonOfTheMachine } from './python-engine.mjs'

const run = promisify(execFile)

/** The published version of the Python original whose files are exchanged. */
export const ORIGINAL = '0.5.4.14'

/** What it needs to infer by itself and to load data sets, several gigabytes, but not to read and write files. */
const LEFT_OUT = ['isagellm-core', 'isagellm-backend', 'datasets']

/** Installs the Python original once. @returns the path of its program. */
export async function originalProgram() {
  const folder = engineFolder('original')
  const program = join(folder, 'bin/sagellm-benchmark')
  const done = join(folder, 'complete')
  if (existsSync(done)) return program
  rmSync(folder, { recursive: true, force: true })
  // The package holds bytecode of this version alone.
  await run(pythonOfTheMachine(['3.11']), ['-m', 'venv', folder])
  const python = join(folder, 'bin/python')
  await installing('the original', () => run(python, ['-m', 'pip', 'install', '-q', 'uv']))
  const overrides = join(folder, 'overrides.txt')
  writeFileSync(overrides, LEFT_OUT.map((name) => `${name}; sys_platform == 'never'\n`).join(''))
  const install = ['pip', 'install', '-q', '--python', python, '--override', overrides]
  await installing('the original', () => run(join(folder, 'bin/uv'), [...install, `isagellm-benchmark==${ORIGINAL}`]))
  writeFileSync(`${done}.part`, '')
  renameSync(`${done}.part`, done)
  return program
}

/** Runs a program in a folder: its code and all that it printed. It is told of no hub, and of no key. */
export function inFolder(program, args, cwd) {
  const env = {
    PATH: process.env.PATH,
    HOME: cwd,
    HF_HUB_OFFLINE: '1',
    HF_ENDPOINT: 'http://127.0.0.1:9',
    COLUMNS: '200',
  }
  return new Promise((resolve) => {
    execFile(program, args, { cwd, env, maxBuffer: 2 ** 26, timeout: 180_000 }, (error, stdout, stderr) =>
      resolve({ code: error ? (error.code ?? 1) : 0, output: stdout + stderr }),
    )
  })
}
