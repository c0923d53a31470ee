// Hands on connections with a delay in each direction, ms: node delaying-proxy.mjs PORT HOST:PORT THERE BACK
import { connect, createServer } from 'node:net'

const [port, to, there, back] = process.argv.slice(2)
const [host, target] = to.split(':')

function handOn(from, into, ms) {
  from.on('data', (chunk) => setTimeout(() => into.write(chunk), ms))
  from.on('close', () => setTimeout(() => into.destroy(), ms))
  from.on('error', () => {})
}

createServer({ noDelay: true }, (near) => {
  const far = connect({ host, port: Number(target), noDelay: true })
  handOn(near, far, Number(there))
  handOn(far, near, Number(back))
}).listen(Number(port), () => console.log('listening'))
