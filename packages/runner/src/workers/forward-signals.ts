import type { DriveOptions } from '../load/load-generator.js'
import type { WorkerLine } from './worker-line.js'

/** Passes both ways of ending on to all workers. @returns what ends the passing on. */
export function forwardSignals(
  { signal, stopSignal }: Pick<DriveOptions, 'signal' | 'stopSignal'>,
  lines: readonly WorkerLine[],
): () => void {
  const drain = () => {
    for (const line of lines) line.post({ kind: 'drain' })
  }
  const stop = () => {
    for (const line of lines) line.post({ kind: 'stop' })
  }
  if (signal.aborted) drain()
  if (stopSignal.aborted) stop()
  signal.addEventListener('abort', drain, { once: true })
  stopSignal.addEventListener('abort', stop, { once: true })
  return () => {
    signal.removeEventListener('abort', drain)
    stopSignal.removeEventListener('abort', stop)
  }
}
