import manifest from '../package.json' with { type: 'json' }

/** The published version of the program, from its package.json. */
export const version: string = manifest.version
