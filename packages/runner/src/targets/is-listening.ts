import { connect } from 'node:net'

const LOOK_MS = 3000

/** Whether something on this machine takes connections at the address, whatever it then says. */
export function isListening(url: string): Promise<boolean> {
  const { hostname, port, protocol } = new URL(url)
  return new Promise((answered) => {
    const socket = connect({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port) || (protocol === 'https:' ? 443 : 80),
      timeout: LOOK_MS,
    })
    const end = (there: boolean) => () => {
      socket.destroy()
      answered(there)
    }
    socket.on('connect', end(true)).on('timeout', end(false)).on('error', end(false))
  })
}
