import manifest from '../package.json' with { type: 'json' }

/** The published version of this package, which the simulated engine names as its own. */
export const version: string = manifest.version
