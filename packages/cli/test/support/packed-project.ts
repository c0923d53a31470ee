import { execFile } from 'node:child_process'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const exec = promisify(execFile)
const packages = resolve(import.meta.dirname, '../../..')

/** @returns an empty project outside of the workspace with these packages of ours, packed as npm publishes them. */
export async function packedProject(...folders: readonly string[]): Promise<string> {
  const project = await mkdtemp(join(tmpdir(), 'sagellm-pack-'))
  await writeFile(join(project, 'package.json'), '{"name":"empty","private":true}')
  const pack = ['pack', '--json', '--pack-destination', project, ...folders.map((folder) => join(packages, folder))]
  const { stdout } = await exec('npm', pack, { cwd: project })
  const tarballs = (JSON.parse(stdout) as { filename: string }[]).map(({ filename }) => join(project, filename))
  const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts']
  await exec('npm', ['install', ...quiet, ...tarballs], { cwd: project })
  return project
}
