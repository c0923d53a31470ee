import type { StampSource, Transport, TransportName, TransportOptions } from './transport.js'

/** Where a transport is to lead. */
export type TransportTarget = Pick<TransportOptions, 'origin' | 'socketPath'>

/**
 * A transport from outside this package, handed to a client as an argument. A client that may choose takes the first one that can
 * reach its target, before its own.
 */
export interface GivenTransport {
  readonly name: TransportName
  readonly stampSource: StampSource
  /** Why it cannot reach a target from here, as words that can follow a colon; `null` where it can. */
  cannotReach(target: TransportTarget): string | null
  create(options: TransportOptions): Promise<Transport>
}
