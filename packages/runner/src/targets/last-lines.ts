import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { redactSecrets, withoutSecrets } from '@sagellm-benchmark/protocol-types/edge'

const LINES = 20
/** A log may have grown for days: only its end is read. */
const BYTES = 65_536

/** The last 20 lines of a log as an error message may show them: without secrets, read from the end. */
export function lastLines(file: string): string {
  const lines = withoutSecrets(redactSecrets(endOf(file)))
    .trimEnd()
    .split('\n')
    .slice(-LINES)
  return lines.join('\n') || '(it printed nothing)'
}

function endOf(file: string): string {
  const descriptor = openSync(file, 'r')
  try {
    const { size } = fstatSync(descriptor)
    const from = Math.max(0, size - BYTES)
    const bytes = Buffer.alloc(Math.min(size, BYTES))
    const read = readSync(descriptor, bytes, 0, bytes.length, from)
    const text = bytes.toString('utf8', 0, read)
    // The first line may be cut in its middle, and hold half a secret that no redaction would find.
    return from === 0 ? text : text.slice(text.indexOf('\n') + 1)
  } finally {
    closeSync(descriptor)
  }
}
