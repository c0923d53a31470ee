import type { EnvironmentManifest } from '@sagellm-benchmark/protocol-types/artifacts'
import type { HostAccess } from './host-access.js'

/** Model, cores, and every limit that makes a CPU slower than its model name says. */
export async function readCpu(host: HostAccess): Promise<EnvironmentManifest['cpu']> {
  const [cpuinfo, status, quota, governor] = await Promise.all([
    host.readText('/proc/cpuinfo'),
    host.readText('/proc/self/status'),
    host.readText('/sys/fs/cgroup/cpu.max'),
    host.readText('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor'),
  ])
  return {
    model: host.cpuModels[0] || null,
    logicalCores: host.cpuModels.length || null,
    physicalCores: physicalCores(cpuinfo),
    affinity: /^Cpus_allowed_list:\s*(\S+)/m.exec(status ?? '')?.[1] ?? null,
    quotaCores: quotaCores(quota),
    governor: governor?.trim() || null,
  }
}

/** Installed, available now, and the limit of the control group: the smallest of them is what a model has to fit in. */
export async function readMemory(host: HostAccess): Promise<EnvironmentManifest['memory']> {
  const [meminfo, limit] = await Promise.all([
    host.readText('/proc/meminfo'),
    host.readText('/sys/fs/cgroup/memory.max'),
  ])
  const available = /^MemAvailable:\s*(\d+) kB/m.exec(meminfo ?? '')?.[1]
  return {
    totalBytes: host.totalMemoryBytes || null,
    availableBytes: available ? Number(available) * 1024 : host.freeMemoryBytes || null,
    // The file says "max" where there is no limit.
    limitBytes: /^\d+\s*$/.test(limit ?? '') ? Number(limit) : null,
  }
}

/** Distinct (package, core) pairs; `null` where the kernel does not list them (most ARM machines). */
function physicalCores(cpuinfo: string | null): number | null {
  const cores = new Set<string>()
  for (const block of (cpuinfo ?? '').split(/\n\n/)) {
    const core = /^core id\s*:\s*(\d+)/m.exec(block)?.[1]
    if (core !== undefined) cores.add(`${/^physical id\s*:\s*(\d+)/m.exec(block)?.[1] ?? 0}/${core}`)
  }
  return cores.size || null
}

/** `200000 100000` is two cores; `max 100000` is no limit. */
function quotaCores(text: string | null): number | null {
  const [quota, period] = (text ?? '').trim().split(/\s+/).map(Number)
  return quota && period ? quota / period : null
}
