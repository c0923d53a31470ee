const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** After the second signal a command has this long to cut off what is in flight and to write what it has. */
const LAST_WORDS_MS = 8_000

/** Aborts at the first signal that asks this process to end, and at the second. */
export type Endings = { readonly drain: AbortSignal; readonly stop: AbortSignal }

/**
 * What signals mean to a command. Once: what is in flight may finish, and a report is written. Twice: it is cut off, and has eight
 * seconds. A third time, or a command that does not come to its end: the process dies.
 */
export function listenForEndings(): Endings {
  const drain = new AbortController()
  const stop = new AbortController()
  let count = 0
  const onSignal = () => {
    count += 1
    if (count === 1) return drain.abort('interrupted')
    if (count > 2) return die()
    stop.abort('interrupted')
    setTimeout(die, LAST_WORDS_MS).unref()
  }
  for (const name of signals) process.on(name, onSignal)
  return { drain: drain.signal, stop: stop.signal }
}

/**
 * Ends this process by the signal itself, which a shell shows as 130. `process.exit` would first wait for every call to the file
 * system that is under way, and one on a dead disk, or on a pipe without a reader, never returns.
 */
export function die(): void {
  process.emit('exit', 130)
  endBySignal()
  // The first process of a container gets no deadly signal from itself.
  process.exit(130)
}

/** Ends this process at once, by the default death of an interrupted one. */
export function endBySignal(): void {
  for (const name of signals) process.removeAllListeners(name)
  process.kill(process.pid, 'SIGINT')
}
