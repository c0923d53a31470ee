import type { HostAccess } from '../environment/host-access.js'
import { defineProbe, type ResourceReading } from './define-probe.js'

export const npuSmi = defineProbe({
  kind: 'resource',
  name: 'npu-smi',
  description: 'Utilization and memory of Ascend NPUs. Read after the manual; not tried on the hardware.',
  foundOn: 'machines with the Ascend driver',
  async open({ host }) {
    const cards = idsOf(await host.run('npu-smi', ['info', '-l'], {}))
    if (cards.length === 0) return null
    return { read: async () => (await Promise.all(cards.map((card) => readCard(host, card)))).flat() }
  },
})

function idsOf(list: string | null): string[] {
  return [...(list ?? '').matchAll(/^\s*NPU ID\s*:\s*(\d+)\s*$/gm)].map(([, id]) => id ?? '')
}

/** `npu-smi info -t usages -i ID` prints `name : value` lines for each chip, its number last. */
async function readCard(host: HostAccess, card: string): Promise<ResourceReading[]> {
  const text = (await host.run('npu-smi', ['info', '-t', 'usages', '-i', card], {})) ?? ''
  const chips = [...text.matchAll(/([^]*?)^[ \t]*Chip ID[ \t]*:[ \t]*(\d+)[ \t]*$/gm)]
  return chips.flatMap(([, block = '', chip]): ResourceReading[] => {
    const number = (name: string) => {
      const value = new RegExp(`^[ \\t]*${name}[ \\t]*:[ \\t]*(\\d+)[ \\t]*$`, 'mi').exec(block)?.[1]
      return value === undefined ? null : Number(value)
    }
    const total = number('HBM Capacity\\(MB\\)')
    const share = number('HBM Usage Rate\\(%\\)')
    const cores = number('Aicore Usage Rate\\(%\\)')
    const values = {
      ...(cores === null ? {} : { utilization: cores / 100 }),
      ...(total === null ? {} : { memory_total_bytes: total * 1024 * 1024 }),
      ...(total === null || share === null ? {} : { memory_used_bytes: (total * 1024 * 1024 * share) / 100 }),
    }
    return Object.keys(values).length > 0 ? [{ device: `npu ${card}.${chip}`, values }] : []
  })
}
