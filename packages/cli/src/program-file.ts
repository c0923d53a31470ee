import { fileURLToPath } from 'node:url'

/** The built program's own file, for starting it again: beside this one in the bundle, in `dist` when run from sources. */
export function programFile(): string {
  const here = import.meta.url
  return fileURLToPath(new URL(here.endsWith('.ts') ? '../dist/bin.js' : './bin.js', here))
}
