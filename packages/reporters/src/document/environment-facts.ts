import type { EnvironmentManifest } from '@sagellm-benchmark/protocol-types/artifacts'
import { formatNumber } from '../text/format-number.js'
import type { Fact } from './report-document.js'

/** What a reader compares two machines by; what could not be read is left out. */
export function environmentFacts(environment: EnvironmentManifest): Fact[] {
  const { cpu, memory, os, runtime, container, git } = environment
  const gib = (bytes: number | null) => (bytes === null ? null : `${formatNumber(bytes / 2 ** 30, 1)} GiB`)
  const cores = cpu.logicalCores === null ? null : `${cpu.logicalCores} logical cores`
  const quota = cpu.quotaCores === null ? null : `limited to ${formatNumber(cpu.quotaCores)} cores`
  const limit = memory.limitBytes === null ? null : `limited to ${gib(memory.limitBytes)}`
  const commit =
    git && `${git.commit.slice(0, 12)}${git.branch ? ` (${git.branch})` : ''}${git.dirty ? ', modified' : ''}`
  const packages = Object.entries(environment.packages).flatMap(([name, version]) =>
    version ? [`${name} ${version}`] : [],
  )
  const facts: [string, string | null][] = [
    ['CPU', [cpu.model, cores, quota, cpu.governor].filter(Boolean).join(', ')],
    ['Memory', [gib(memory.totalBytes), limit].filter(Boolean).join(', ')],
    ['System', [os.name ?? os.platform, os.kernel, os.architecture].filter(Boolean).join(', ')],
    ['Runtime', `${runtime.name} ${runtime.version}`],
    ['Container', container.kind],
    ['Git commit', git ? commit : null],
    ['Clock', environment.clock.source],
    ['Packages', packages.join(', ')],
  ]
  return facts.flatMap(([label, value]) => (value ? [{ label, value }] : []))
}
