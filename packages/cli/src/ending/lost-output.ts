import { endBySignal } from './end-by-signal.js'

/**
 * Lets a run go on whose reader has ended (`| head`, a `tee` that died) or whose terminal was closed: what it leaves in files is
 * worth more than what it prints. Results that could not be printed for want of space make a good exit code 1.
 */
export function outliveOutput({ stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'>): void {
  for (const stream of [stdout, stderr]) {
    stream.on('error', ({ code }: NodeJS.ErrnoException) => {
      // The terminal is gone. The runtime would try to restore its settings at the exit, and abort because it cannot.
      if (code === 'EIO') process.once('exit', endBySignal)
    })
  }
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (readerGone.has(error.code ?? '')) return
    process.on('exit', (code) => {
      process.exitCode = code || 1
    })
  })
}

/** The reader closed the pipe, which is no failure. */
const readerGone = new Set(['EPIPE', 'EIO', 'ECONNRESET', 'ENOTCONN', 'EBADF', 'ERR_STREAM_DESTROYED'])
