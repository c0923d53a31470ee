import type { GivenTransport } from '@sagellm-benchmark/clients/transport'
import type { TargetPlan } from '@sagellm-benchmark/protocol-types'
import { openFilesError } from '@sagellm-benchmark/protocol-types/edge'

type EndpointTarget = Extract<TargetPlan, { readonly kind: 'endpoint' }>

/**
 * The transports that measured requests may go by beside those of every client: that with the kernel's stamps, where the plan does not
 * name another one. Its package may be missing, or its way into the system: then it says so when it is asked for a target.
 */
export async function givenTransports({ transport }: Pick<EndpointTarget, 'transport'>): Promise<GivenTransport[]> {
  if (transport !== 'auto' && transport !== 'kernel') return []
  try {
    const { kernelTransport } = await import('@sagellm-benchmark/kernel-transport')
    return [await kernelTransport()]
  } catch (error) {
    // A package that is there and cannot be opened is not missing.
    const limit = openFilesError(error)
    if (limit !== null) throw limit
    return [missing]
  }
}

const WHY = 'the package @sagellm-benchmark/kernel-transport is not installed'

const missing: GivenTransport = {
  name: 'kernel',
  stampSource: 'kernel_receive',
  cannotReach: () => WHY,
  create: () => Promise.reject(new Error(WHY)),
}
