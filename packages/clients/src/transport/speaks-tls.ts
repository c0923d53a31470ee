const PATIENCE_MS = 2000

/**
 * Whether a server speaks TLS at an http address. Many close without a word when they are asked in plain HTTP, which looks like any
 * broken connection.
 */
export async function speaksTls(origin: URL): Promise<boolean> {
  const { connect } = await import('node:tls')
  const host = origin.hostname.replace(/^\[|\]$/g, '')
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(origin.port) || 80, rejectUnauthorized: false })
    const end = (speaks: boolean) => {
      socket.destroy()
      resolve(speaks)
    }
    socket.setTimeout(PATIENCE_MS, () => end(false))
    socket.once('secureConnect', () => end(true))
    socket.once('error', () => end(false))
    socket.once('close', () => end(false))
  })
}
