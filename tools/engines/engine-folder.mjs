import { fileURLToPath } from 'node:url'

/** Where a real engine is kept between two runs of the tests; `npm ci` empties it. */
export function engineFolder(name) {
  return fileURLToPath(new URL(`../../node_modules/.cache/engines/${name}`, import.meta.url))
}
