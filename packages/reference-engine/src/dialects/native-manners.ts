import type { ServedDialect } from './define-served-dialect.js'

/** How a dialect fails within a native stream: sageLLM's engine sends an event of its own and ends there. */
export function nativeManners(dialect: ServedDialect): ServedDialect {
  return { ...dialect, streamError: { body: (message) => ({ event: 'error', error: message }), done: false } }
}
