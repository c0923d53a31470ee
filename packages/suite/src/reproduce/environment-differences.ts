import { join } from 'node:path'
import { type EnvironmentManifest, environmentFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { type Difference, differences } from '@sagellm-benchmark/runner/convergence'
import { readJsonFile } from '../files/read-json-file.js'

/** What two measurements had in common and what not: only what can change a result, no times and no words of the command. */
export async function environmentDifferences(before: string, after: string): Promise<Difference[] | null> {
  const [old, own] = [await comparable(before), await comparable(after)]
  return old === null || own === null ? null : differences(old, own).found
}

async function comparable(folder: string): Promise<Partial<EnvironmentManifest> | null> {
  const path = join(folder, 'environment.json')
  const json = await readJsonFile(path).catch(() => null)
  if (json === null) return null
  const { tool, packages, cpu, memory, os, runtime, container, machine, environmentVariables } = environmentFile.parse(
    json,
    path,
  )
  const lasting = { totalBytes: memory.totalBytes, availableBytes: null, limitBytes: memory.limitBytes }
  return { tool, packages, cpu, memory: lasting, os, runtime, container, machine, environmentVariables }
}
