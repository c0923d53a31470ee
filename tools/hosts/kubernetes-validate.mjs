import { execFile } from 'node:child_process'
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { installing } from '../engines/not-reachable.mjs'
import { hostsFolder } from './host-packages.mjs'

const run = promisify(execFile)

/** The OpenAPI schemas of the Kubernetes API as JSON Schema, from PyPI, with a program that holds manifests against them. */
const PACKAGE = 'kubernetes-validate==1.37.0'

/** Installs it once. @returns a function that throws what a version of the API finds wrong with manifests. */
export async function kubernetesValidate() {
  const folder = hostsFolder('kubernetes-validate')
  const done = join(folder, 'complete')
  if (!existsSync(done)) {
    rmSync(folder, { recursive: true, force: true })
    await run('python3', ['-m', 'venv', folder])
    await installing('kubernetes-validate', () =>
      run(join(folder, 'bin/python'), ['-m', 'pip', 'install', '-q', PACKAGE]),
    )
    writeFileSync(`${done}.part`, '')
    renameSync(`${done}.part`, done)
  }
  return async (file, version) => {
    const words = ['--strict', '-k', version, file]
    await run(join(folder, 'bin/kubernetes-validate'), words).catch(({ stdout, stderr }) => {
      throw new Error(`Kubernetes ${version}: ${stdout}${stderr}`)
    })
  }
}
