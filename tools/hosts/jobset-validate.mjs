import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { pythonPackage } from './python-package.mjs'

const run = promisify(execFile)
const program = fileURLToPath(new URL('jobset-validate.py', import.meta.url))

/**
 * The types of JobSet v1alpha2, as Kubeflow makes them from its OpenAPI schema, from PyPI.
 *
 * @returns a function that throws what they find wrong with a JobSet in a file of JSON: a field that they do not know, or another type.
 */
export async function jobSetValidate() {
  const programs = await pythonPackage('kubeflow-trainer-api', '2.3.0')
  return async (file) => {
    await run(join(programs, 'python'), [program, file]).catch(({ stdout, stderr }) => {
      throw new Error(`JobSet v1alpha2: ${stdout}${stderr}`)
    })
  }
}
