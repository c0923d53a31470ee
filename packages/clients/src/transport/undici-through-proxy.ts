import { ProxyAgent } from 'undici'
import { tlsOptions } from './tls-options.js'
import type { ResponseHandler, Transport, TransportOptions, TransportRequest } from './transport.js'
import { transportSettings } from './transport-settings.js'
import { createUndiciExchange } from './undici-exchange.js'
import { undiciLimits } from './undici-limits.js'

/** Undici through an HTTP proxy that opens tunnels. The socket is out of reach there: stamps are taken at the body chunk. */
export function undiciThroughProxy(options: TransportOptions, proxy: URL): Transport {
  const settings = transportSettings(options)
  const { origin, now, idleMs, keepAlive } = settings
  const agent = new ProxyAgent({
    ...undiciLimits(settings),
    uri: proxy.href,
    requestTls: tlsOptions(options),
    keepAliveTimeout: idleMs,
  })
  /** Connections are the agent's own: whether one is reused is not seen, only that there may be one to reuse. */
  let answered = false
  const dispatch = (request: TransportRequest, handler: ResponseHandler) => {
    const exchange = createUndiciExchange({ origin, request, handler, now, keepAlive })
    exchange.start(agent, {
      onBodyAt: now,
      reused: () => null,
      onDone: () => void (answered = true),
      ...(answered && keepAlive ? { onStale: () => exchange.start(agent, { onBodyAt: now, reused: () => null }) } : {}),
    })
    return exchange
  }
  return {
    name: 'undici',
    stampSource: 'body_chunk',
    seesConnect: false,
    open: async () => 0,
    dispatch,
    close: () => agent.destroy(),
  }
}
