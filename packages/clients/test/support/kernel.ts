import type { GivenTransport } from '../../src/transport/index.js'

// Held in a variable: the package depends on this one, and nothing here may depend on it.
const name: string = '@sagellm-benchmark/kernel-transport'

type KernelPackage = { readonly kernelTransport: () => Promise<GivenTransport> }

/** The transport with the kernel's stamps, which comes from outside. */
export const kernel = await ((await import(name)) as KernelPackage).kernelTransport()

/** Whether this system lets it work. */
export const kernelWorks = kernel.cannotReach({ origin: new URL('http://127.0.0.1') }) === null
