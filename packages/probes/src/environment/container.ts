import type { EnvironmentManifest } from '@sagellm-benchmark/protocol-types/artifacts'
import type { HostAccess } from './host-access.js'

/** Signs of a container or a virtual machine. They are hints: no sign proves that there is none, hence `kind: null`. */
export async function readContainer(host: HostAccess): Promise<EnvironmentManifest['container']> {
  const [docker, podman, cgroup, product] = await Promise.all([
    host.readText('/.dockerenv'),
    host.readText('/run/.containerenv'),
    host.readText('/proc/1/cgroup'),
    host.readText('/sys/class/dmi/id/product_name'),
  ])
  const found: [kind: string, hint: string][] = []
  if (host.environment.KUBERNETES_SERVICE_HOST) found.push(['kubernetes', 'KUBERNETES_SERVICE_HOST is set'])
  if (docker !== null) found.push(['docker', '/.dockerenv exists'])
  if (podman !== null) found.push(['podman', '/run/.containerenv exists'])
  if (host.environment.container) found.push([host.environment.container, 'the variable container is set'])
  const manager = /(kubepods|docker|libpod|containerd|lxc)/.exec(cgroup ?? '')?.[1]
  if (manager) found.push([manager === 'kubepods' ? 'kubernetes' : manager, `/proc/1/cgroup names ${manager}`])
  const virtual = /(KVM|VMware|VirtualBox|Virtual Machine|HVM|Firecracker|Google Compute Engine)/i.exec(
    product ?? '',
  )?.[1]
  if (virtual) found.push(['virtual machine', `the machine calls itself ${virtual}`])
  if (/microsoft/i.test(host.release)) found.push(['wsl', 'the kernel is one of WSL'])
  return { kind: found[0]?.[0] ?? null, hints: found.map(([, hint]) => hint) }
}
