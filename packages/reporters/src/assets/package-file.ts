import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BenchError } from '@sagellm-benchmark/protocol-types'

/**
 * Path of a file that ships in this package, given from the package's root. Works from the sources and from every built
 * form, whatever depth the bundler put this code at.
 *
 * @throws BenchError `internal` where it is missing: the package was not built, or not installed whole.
 */
export function packageFile(...parts: string[]): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) {
      const path = join(folder, ...parts)
      if (existsSync(path)) return path
      throw new BenchError('internal', `the file ${parts.join('/')} of @sagellm-benchmark/reporters is missing`, {
        hint: 'install the package again, or in its sources run npx tsup',
      })
    }
    if (folder === dirname(folder))
      throw new BenchError('internal', 'the folder of @sagellm-benchmark/reporters was not found')
  }
}
