import type { Fault } from './define-fault.js'

/** Every fault that can be asked for, in the order of the documentation. */
export const faults: readonly Fault[] = []
