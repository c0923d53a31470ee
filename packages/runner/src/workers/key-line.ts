import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { createKeySource, type FetchedKey, type KeySource } from '@sagellm-benchmark/clients/endpoint'
import type { Clock } from '@sagellm-benchmark/protocol-types'

/** What a load thread gets of a key that expires: the key at its birth, and a line on which it asks for the next one. */
export type KeyLine = { readonly first: FetchedKey; readonly port: MessagePort }

/** The program's end of the line: answers with the key of then, after another one was fetched where there may be one. */
export function openKeyLine(source: KeySource): KeyLine {
  const { port1, port2 } = new MessageChannel()
  port1.on('message', (old: string) => void source.renew(old).then(() => port1.postMessage(keyOf(source))))
  // It ends with the thread, and must not keep the program alive before.
  port1.unref()
  return { first: keyOf(source), port: port2 }
}

/** The load thread's end: a source that fetches from the program, whose own source sees to it that only one is fetched at a time. */
export function keyOfLine({ first, port }: KeyLine, clock: Clock): KeySource {
  let arrived: (key: FetchedKey) => void = () => {}
  port.on('message', (key: FetchedKey) => arrived(key))
  port.unref()
  return createKeySource({
    first,
    clock,
    fetch: (old) =>
      new Promise((resolve) => {
        arrived = resolve
        port.postMessage(old)
      }),
  })
}

function keyOf(source: KeySource): FetchedKey {
  return { key: source.current(), leftMs: source.leftMs() }
}
