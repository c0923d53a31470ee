import { execFile, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { engineFolder } from './engine-folder.mjs'
import { stubCudaLibraries } from './stub-cuda-libraries.mjs'

const run = promisify(execFile)

/** What PyTorch's build for GPUs brings along and a CPU does not need: several gigabytes. */
const LEFT_OUT = [
  'cuda-toolkit',
  'cuda-bindings',
  'nvidia-cudnn-cu13',
  'nvidia-cusparselt-cu13',
  'nvidia-nccl-cu13',
  'nvidia-nvshmem-cu13',
  'triton',
  'torchaudio',
  'torchvision',
  'torchcodec',
  'opencv-python-headless',
]

/**
 * A virtual environment with `packages`, PyTorch on the CPU among what they need; made once.
 *
 * @returns the path of its Python.
 */
export async function pythonEnvironment(name, packages) {
  const folder = engineFolder(name)
  const python = join(folder, 'bin/python')
  const done = join(folder, 'complete')
  if (existsSync(done)) return python
  rmSync(folder, { recursive: true, force: true })
  await run(pythonOfTheMachine(), ['-m', 'venv', folder])
  await run(python, ['-m', 'pip', 'install', '-q', 'uv'])
  const overrides = join(folder, 'overrides.txt')
  writeFileSync(
    overrides,
    ['torch==2.13.0', 'setuptools==78.1.1', ...LEFT_OUT.map((each) => `${each}; sys_platform == 'never'`), ''].join(
      '\n',
    ),
  )
  await run(
    join(folder, 'bin/uv'),
    ['pip', 'install', '-q', '--python', python, '--override', overrides, ...packages],
    {
      maxBuffer: 2 ** 26,
    },
  )
  const libraries = readdirSync(join(folder, 'lib')).find((each) => each.startsWith('python3'))
  stubCudaLibraries(join(folder, 'lib', libraries, 'site-packages/torch/lib'))
  writeFileSync(`${done}.part`, '')
  renameSync(`${done}.part`, done)
  return python
}

/** `PYTHON`, or one of the versions that these engines are published for. */
function pythonOfTheMachine() {
  const wanted = process.env.PYTHON ? [process.env.PYTHON] : ['python3.12', 'python3.13', ...pyenvVersions(), 'python3']
  const found = wanted.find((each) => spawnSync(each, ['-c', '']).status === 0)
  if (found === undefined) throw new Error('these engines need Python 3.12 or 3.13; name one in PYTHON')
  return found
}

function pyenvVersions() {
  const versions = join(homedir(), '.pyenv/versions')
  if (!existsSync(versions)) return []
  return readdirSync(versions)
    .filter((each) => /^3\.1[23]\./.test(each))
    .map((each) => join(versions, each, 'bin/python'))
}
