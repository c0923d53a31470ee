import manifest from '../package.json' with { type: 'json' }

/** Version of the program that is named in every artifact: all packages have the same. */
export const version: string = manifest.version
