import { cpu } from './cpu.js'
import type { AnyTarget } from './define-target.js'
import { endpoint } from './endpoint.js'
import { simulated } from './simulated.js'

/** The kinds of target that need nothing but a plan. A native engine needs its client too: see `nativeTarget`. */
export const targets: readonly AnyTarget[] = [cpu, endpoint, simulated]
