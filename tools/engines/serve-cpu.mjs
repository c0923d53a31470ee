import { PROGRAM } from './program.mjs'
import { startServer } from './start-server.mjs'

/** The program's own CPU server with its embedded model. */
export function startCpuServer() {
  return startServer({
    command: process.execPath,
    args: ({ port }) => [PROGRAM, 'serve-cpu', '--port', String(port)],
    ready: '/health',
  })
}
