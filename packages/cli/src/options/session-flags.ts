import type { LoadOptions } from './load-options.js'
import type { SessionOptions } from './session-options.js'

/** What a load of sessions is made from: the same flags in every command that sends sessions. */
export type SessionFlags = SessionOptions &
  LoadOptions & { readonly datasetRepeat?: boolean; readonly outputTokens?: number | undefined }
