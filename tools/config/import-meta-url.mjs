import { pathToFileURL } from 'node:url'

/** What `import.meta.url` is in a CommonJS build, where esbuild puts this in its place. */
export const importMetaUrl = pathToFileURL(__filename).href
