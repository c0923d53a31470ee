import { createConnection } from 'node:net'
import koffi from 'koffi'
import type { Libc } from '../src/libc.js'
import { writeAddress } from '../src/socket-address.js'

const INET = 2
const STREAM = 1
/** More than a queue of one holds. */
const FILL = 4

/** Listens on a port whose queue is full and which accepts nothing, so that connecting to it hangs. */
export function silentListener(libc: Libc) {
  const library = koffi.load(null)
  const bind = library.func('int bind(int, const void *, uint32)') as (
    fd: number,
    at: unknown,
    length: number,
  ) => number
  const listen = library.func('int listen(int, int)') as (fd: number, queue: number) => number
  const nameOf = library.func('int getsockname(int, void *, void *)') as (
    fd: number,
    at: unknown,
    size: unknown,
  ) => number
  const fd = libc.socket(INET, STREAM, 0)
  const address = libc.allocate(28)
  const { length } = writeAddress(libc, address, { address: '127.0.0.1', port: 0 })
  const size = libc.allocate(4)
  size.words[0] = 28
  const failed = [bind(fd, address.pointer, length), listen(fd, 0), nameOf(fd, address.pointer, size.pointer)]
  if (failed.some((each) => each !== 0)) throw new Error(`cannot listen: ${failed.join()}`)
  const port = address.bytes.readUInt16BE(2)
  const waiting = Array.from({ length: FILL }, () =>
    createConnection({ host: '127.0.0.1', port }).on('error', () => {}),
  )
  return {
    port,
    close() {
      for (const each of waiting) each.destroy()
      libc.close(fd)
    },
  }
}
