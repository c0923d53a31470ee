import manifest from '../package.json' with { type: 'json' }

/** The published version of the program, from its package.json. */
export const version: string = manifest.version

/** What `--version` prints. Before the first release the manifest holds 0.0.0, which no published program has. */
export const shownVersion: string =
  version === '0.0.0' ? '0.0.0 (built from source, before the first release)' : version
