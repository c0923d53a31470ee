import type { ServedDialect } from '../dialects/define-served-dialect.js'
import type { StreamShape } from '../dialects/stream-shape.js'
import { dialectNamed } from '../dialects/index.js'
import type { EngineServerOptions } from './engine-server-options.js'

/** The dialect of a server, with what its options change. @throws BenchError `invalid_argument` for an unknown name. */
export function configuredDialect(options: EngineServerOptions): ServedDialect {
  const { dialect: wanted = 'openai' } = options
  const newest = typeof wanted === 'string' ? dialectNamed(wanted) : wanted
  const older = options.older ? newest.older : null
  const dialect = { ...newest, ...older, stream: { ...newest.stream, ...older?.stream } }
  const { keepAliveMs } = options
  return {
    ...dialect,
    stream: { ...dialect.stream, cachedTokens: cachedTokens(dialect.stream, options) },
    keepAlive:
      keepAliveMs === undefined
        ? dialect.keepAlive
        : { everyMs: keepAliveMs, text: dialect.keepAlive?.text ?? ':\n\n' },
  }
}

function cachedTokens(
  { cachedTokens: usual, cachedTokensNeedFlag }: StreamShape,
  { reportCachedTokens }: EngineServerOptions,
): StreamShape['cachedTokens'] {
  if (reportCachedTokens ?? !cachedTokensNeedFlag) return usual === 'never' && reportCachedTokens ? 'always' : usual
  return 'never'
}
