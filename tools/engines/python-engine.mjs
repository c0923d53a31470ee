import { execFile, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { engineFolder } from './engine-folder.mjs'
import { installing } from './not-reachable.mjs'
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

/** Requirements under which PyTorch's build for GPUs comes without what only a GPU needs; `stubCudaLibraries` makes it load. */
export const withoutGpu = [
  'torch==2.13.0',
  'setuptools==78.1.1',
  ...LEFT_OUT.map((each) => `${each}; sys_platform == 'never'`),
]

/**
 * A virtual environment with `packages`, PyTorch on the CPU among what they need; made once.
 *
 * @param options.versions - of Python that the packages are published for.
 * @param options.overrides - requirements that hold whatever the packages themselves ask for.
 * @returns the path of its Python.
 */
export async function pythonEnvironment(name, packages, { versions = ['3.12', '3.13'], overrides = [] } = {}) {
  const folder = engineFolder(name)
  const python = join(folder, 'bin/python')
  const done = join(folder, 'complete')
  if (existsSync(done)) return python
  rmSync(folder, { recursive: true, force: true })
  await run(pythonOfTheMachine(versions), ['-m', 'venv', folder])
  await installing(name, () => run(python, ['-m', 'pip', 'install', '-q', 'uv']))
  const file = join(folder, 'overrides.txt')
  writeFileSync(file, [...withoutGpu, ...overrides, ''].join('\n'))
  const install = ['pip', 'install', '-q', '--python', python, '--override', file, ...packages]
  await installing(name, () => run(join(folder, 'bin/uv'), install, { maxBuffer: 2 ** 26 }))
  const libraries = readdirSync(join(folder, 'lib')).find((each) => each.startsWith('python3'))
  stubCudaLibraries(join(folder, 'lib', libraries, 'site-packages/torch/lib'))
  writeFileSync(`${done}.part`, '')
  renameSync(`${done}.part`, done)
  return python
}

/** `PYTHON`, or one of the versions that an engine is published for. */
export function pythonOfTheMachine(versions) {
  const names = [...versions.map((version) => `python${version}`), ...pyenvVersions(versions), 'python3']
  const wanted = process.env.PYTHON ? [process.env.PYTHON] : names
  const found = wanted.find((each) => versions.includes(versionOf(each)))
  if (found === undefined) throw new Error(`this engine needs Python ${versions.join(' or ')}; name one in PYTHON`)
  return found
}

/** `3.12`; `undefined` where there is no such Python. */
function versionOf(python) {
  const { stdout } = spawnSync(python, ['--version'], { encoding: 'utf8' })
  return /Python (\d+\.\d+)/.exec(stdout ?? '')?.[1]
}

function pyenvVersions(versions) {
  const folder = join(homedir(), '.pyenv/versions')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((each) => versions.some((version) => each.startsWith(`${version}.`)))
    .map((each) => join(folder, each, 'bin/python'))
}
