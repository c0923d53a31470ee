import { fileURLToPath } from 'node:url'

/**
 * The worker's file: beside this one in the built package; run from sources, the built one, because Node loads no
 * TypeScript worker.
 */
export function workerFile(): string {
  const here = import.meta.url
  return fileURLToPath(new URL(here.endsWith('.ts') ? '../../dist/load-worker.js' : './load-worker.js', here))
}
