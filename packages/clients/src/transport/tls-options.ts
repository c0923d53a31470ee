import type { TransportOptions } from './transport.js'

/** What Node's tls is given of a transport's options. */
export function tlsOptions({ ca, clientCertificate, insecure = false }: TransportOptions) {
  return { ...(ca === undefined ? {} : { ca }), ...clientCertificate, rejectUnauthorized: !insecure }
}
