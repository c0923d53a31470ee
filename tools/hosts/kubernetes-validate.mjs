import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { pythonPackage } from './python-package.mjs'

const run = promisify(execFile)

/**
 * The OpenAPI schemas of the Kubernetes API as JSON Schema, from PyPI, with a program that holds manifests against them.
 *
 * @returns a function that throws what a version of the API finds wrong with manifests.
 */
export async function kubernetesValidate() {
  const programs = await pythonPackage('kubernetes-validate', '1.37.0')
  return async (file, version) => {
    const words = ['--strict', '-k', version, file]
    await run(join(programs, 'kubernetes-validate'), words).catch(({ stdout, stderr }) => {
      throw new Error(`Kubernetes ${version}: ${stdout}${stderr}`)
    })
  }
}
