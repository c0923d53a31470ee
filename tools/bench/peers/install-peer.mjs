// Where the other clients are kept, and how they come there: from Python's registry, each into a virtual environment of its own.
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { installing } from '../../engines/not-reachable.mjs'
import { pythonOfTheMachine, withoutGpu } from '../../engines/python-engine.mjs'
import { stubCudaLibraries } from '../../engines/stub-cuda-libraries.mjs'

const run = promisify(execFile)

/** A variable of the environment, or the user's cache; outside the repository, so that `npm ci` keeps it. */
export function peerFolder() {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache')
  return process.env.SAGELLM_BENCHMARK_PEERS ?? join(cache, 'sagellm-benchmark-peers')
}

/**
 * Installs what a peer asks for, once a version: a folder that is complete is used as it is.
 *
 * @param peer.install.packages - exact versions, with all that they need.
 * @param peer.install.alone - exact versions without what they need: of a large package only its client is used.
 * @param peer.install.torch - whether PyTorch, which these need, is to load on a machine without a GPU.
 * @returns `python` and `bin` of its environment; both `null` for a peer that needs none.
 * @throws with the registry's own words; by the code `NOT_REACHABLE` where it does not answer.
 */
export async function installPeer({ name, version, install }) {
  if (install === null) return { python: null, bin: null }
  const folder = join(peerFolder(), `${name}-${version}`)
  const [python, bin, done] = ['bin/python', 'bin', 'complete'].map((each) => join(folder, each))
  if (existsSync(done)) return { python, bin }
  console.error(`installing ${name} ${version} into ${folder}`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(peerFolder(), { recursive: true })
  await run(pythonOfTheMachine(['3.12', '3.13']), ['-m', 'venv', folder])
  await installing(name, () => run(python, ['-m', 'pip', 'install', '-q', 'uv']))
  const { packages = [], alone = [], torch = false } = install
  const overrides = join(folder, 'overrides.txt')
  writeFileSync(overrides, torch ? `${withoutGpu.join('\n')}\n` : '')
  const uv = (words) =>
    installing(name, () =>
      run(join(bin, 'uv'), ['pip', 'install', '-q', '--python', python, ...words], {
        ...{ maxBuffer: 2 ** 26, env: { ...process.env, UV_CACHE_DIR: join(peerFolder(), 'uv-cache') } },
      }),
    )
  if (packages.length > 0) await uv(['--override', overrides, ...packages])
  if (alone.length > 0) await uv(['--no-deps', ...alone])
  if (torch) stubCudaLibraries(join(sitePackages(folder), 'torch/lib'))
  writeFileSync(`${done}.part`, '')
  renameSync(`${done}.part`, done)
  return { python, bin }
}

function sitePackages(folder) {
  const version = readdirSync(join(folder, 'lib')).find((each) => each.startsWith('python3'))
  return join(folder, 'lib', version, 'site-packages')
}
