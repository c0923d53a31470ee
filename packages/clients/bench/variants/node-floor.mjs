// The limit of this runtime, as the C reader is that of the machine: the socket callback of the raw transport, a stamp, and
// a search for the token key. No HTTP, no JSON, no record; a key cut by the end of a read would be lost.
import { connect } from 'node:net'
import { cpuSeconds, finish, monotonicOffsetMs } from './node-common.mjs'

const [port, streams, warm, tokens, stampsFile] = process.argv.slice(2)
const KEY = Buffer.from('"content":"')
const DONE = Buffer.from('[DONE]')
const QUOTE = 34
const buffer = Buffer.allocUnsafeSlow(65_536)

const open = (index) =>
  new Promise((resolve) => {
    const stream = { index, stamps: new Float64Array(0), count: 0, onDone: null, socket: null }
    const callback = (length) => {
      const at = performance.now()
      // What stands behind `length` is left from longer reads.
      for (let found = buffer.indexOf(KEY); found >= 0 && found < length; found = buffer.indexOf(KEY, found + 1)) {
        if (buffer[found + KEY.length] !== QUOTE) stream.stamps[stream.count++] = at
      }
      if (stream.count < stream.stamps.length) return true
      const done = buffer.indexOf(DONE)
      if (done >= 0 && done < length) stream.onDone()
      return true
    }
    stream.socket = connect({ host: '127.0.0.1', port: Number(port), onread: { buffer, callback } }, () =>
      resolve(stream),
    )
    stream.socket.setNoDelay(true)
  })

const ask = (stream, wanted) =>
  new Promise((resolve) => {
    Object.assign(stream, { stamps: new Float64Array(wanted), count: 0, onDone: resolve })
    stream.socket.write(
      `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nx-request-id: s-${stream.index}\r\ncontent-length: 2\r\n\r\n{}`,
    )
  })

const all = await Promise.all(Array.from({ length: Number(streams) }, (_, index) => open(index)))
const wave = (wanted) => Promise.all(all.map((stream) => ask(stream, wanted)))
if (warm !== '0') await wave(Number(warm))
await wave(Number(tokens))
const cpu = cpuSeconds()
for (const { socket } of all) socket.destroy()
finish({ stampsFile, cpu, errors: 0, offset: monotonicOffsetMs(), stamps: all.map((each) => [...each.stamps]) })
