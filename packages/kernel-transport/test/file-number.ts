import type { Socket } from 'node:net'

/** The number of a connected socket's file; below 0, which the system refuses, where the runtime does not show it. */
export function fileNumberOf(socket: Socket): number {
  return (socket as unknown as { readonly _handle?: { readonly fd?: number } })._handle?.fd ?? -1
}
