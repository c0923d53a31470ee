import { defineProbe, type ResourceReading } from './define-probe.js'

const fields = ['index', 'utilization.gpu', 'memory.used', 'memory.total', 'power.draw', 'temperature.gpu'] as const
const args = [`--query-gpu=${fields.join(',')}`, '--format=csv,noheader,nounits']

export const nvidiaSmi = defineProbe({
  kind: 'resource',
  name: 'nvidia-smi',
  description: 'Utilization, memory, power and temperature of NVIDIA GPUs',
  foundOn: 'machines with the NVIDIA driver',
  async open({ host }) {
    const read = async () => readingsOf(await host.run('nvidia-smi', args, {}))
    return (await read()).length > 0 ? { read } : null
  },
})

/** One line a GPU; a value that the card does not have is written as [N/A] and left out. */
function readingsOf(text: string | null): ResourceReading[] {
  return (text ?? '').split('\n').flatMap((line): ResourceReading[] => {
    const [index, utilization, used, total, power, temperature] = line.split(',').map((cell) => cell.trim())
    if (index === undefined || !/^\d+$/.test(index)) return []
    return [
      {
        device: `gpu ${index}`,
        values: known({
          utilization: scaled(utilization, 0.01),
          memory_used_bytes: scaled(used, 1024 * 1024),
          memory_total_bytes: scaled(total, 1024 * 1024),
          power_w: scaled(power, 1),
          temperature_c: scaled(temperature, 1),
        }),
      },
    ]
  })
}

function scaled(cell: string | undefined, factor: number): number | null {
  return cell !== undefined && /^\d+(?:\.\d+)?$/.test(cell) ? Number(cell) * factor : null
}

function known(values: Readonly<Record<string, number | null>>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value === null ? [] : [[name, value]])))
}
