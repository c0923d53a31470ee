import {
  type GivenTransport,
  socketTransport,
  type Transport,
  type TransportOptions,
  type TransportTarget,
} from '@sagellm-benchmark/clients/transport'
import { dialer } from './dialer.js'
import type { Libc } from './libc.js'
import { probe } from './probe.js'
import { openSocketHost } from './socket-host.js'

/**
 * The transport whose stamps are the kernel's: it marks each piece of a stream when it arrives, before any program is scheduled, so that
 * a busy client cannot spoil them. It is tried out once in each thread, over the loopback interface.
 *
 * @returns what a client is given as one of its `transports`. Where it cannot work it says why, and the client takes another one.
 * @example const client = createOpenAiClient({ url, transports: [await kernelTransport()] })
 */
export function kernelTransport(): Promise<GivenTransport> {
  opened ??= open()
  return opened
}

let opened: Promise<GivenTransport> | null = null

async function open(): Promise<GivenTransport> {
  const { libc, why } = await probe()
  return {
    name: 'kernel',
    stampSource: 'kernel_receive',
    cannotReach: (target) => why ?? unfit(target),
    async create(options) {
      if (libc === null) throw new Error(`the kernel transport cannot be used: ${why}`)
      return createKernelTransport(libc, options)
    },
  }
}

function unfit({ origin, socketPath }: TransportTarget): string | null {
  if (origin.protocol !== 'http:') return 'it reads plain http only'
  // Its segments never pass the network stack, which makes the stamps.
  return socketPath === undefined ? null : 'what comes through a unix socket bears no stamp'
}

function createKernelTransport(libc: Libc, options: TransportOptions): Transport {
  const host = openSocketHost(libc, options.now)
  return socketTransport(
    {
      name: 'kernel',
      stampSource: 'kernel_receive',
      dial: dialer(host, options),
      takeLateness: () => host.set.takeLateness(),
      onClose: () => host.close(),
    },
    options,
  )
}
