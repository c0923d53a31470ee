import { cutWithoutSecrets } from '@sagellm-benchmark/protocol-types/edge'
/** How the end of the body is known. */
type BodyFraming =
  | { readonly kind: 'chunked' }
  | { readonly kind: 'sized'; readonly length: number }
  | { readonly kind: 'until_close' }

export type ResponseHead = {
  readonly status: number
  /** Names in lower case; repeated ones joined with a comma. */
  readonly headers: Readonly<Record<string, string>>
  readonly framing: BodyFraming
  readonly keepAlive: boolean
}

/**
 * Parses a status line and headers, strictly: what two readers could understand differently is refused.
 *
 * @param bytes - the head with its closing blank line.
 * @returns the head, or a sentence that says what is wrong with it.
 * @see RFC 9112 sections 4 to 6
 */
export function parseResponseHead(bytes: Uint8Array): ResponseHead | string {
  const lines = latin1(bytes).split('\r\n')
  const status = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: .*)?$/.exec(lines[0] as string)
  if (!status) return `not an HTTP/1.1 status line: ${JSON.stringify(cutWithoutSecrets(lines[0] as string, 60))}`

  const headers: Record<string, string> = Object.create(null) as Record<string, string>
  for (let at = 1; at < lines.length - 2; at += 1) {
    const line = lines[at] as string
    const colon = line.indexOf(':')
    if (colon < 1 || !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(line.slice(0, colon))) {
      return `not a header line: ${JSON.stringify(cutWithoutSecrets(line, 60))}`
    }
    const name = line.slice(0, colon).toLowerCase()
    const value = line.slice(colon + 1).trim()
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`
  }

  const code = Number(status[2])
  const framing = framingOf(code, headers)
  if (typeof framing === 'string') return framing
  return { status: code, headers, framing, keepAlive: staysOpen(status[1] as string, headers, framing) }
}

function framingOf(status: number, headers: Readonly<Record<string, string>>): BodyFraming | string {
  const length = headers['content-length']
  const encoding = headers['transfer-encoding']?.toLowerCase()
  if (status < 200 || status === 204 || status === 304) return { kind: 'sized', length: 0 }
  if (encoding !== undefined) {
    if (length !== undefined) return 'both transfer-encoding and content-length'
    return encoding === 'chunked'
      ? { kind: 'chunked' }
      : `transfer-encoding ${JSON.stringify(cutWithoutSecrets(encoding, 40))}`
  }
  if (length === undefined) return { kind: 'until_close' }
  const values = new Set(length.split(',').map((each) => each.trim()))
  const [only] = values
  if (values.size !== 1 || only === undefined || !/^\d{1,15}$/.test(only)) {
    return `content-length ${JSON.stringify(cutWithoutSecrets(length, 40))}`
  }
  return { kind: 'sized', length: Number(only) }
}

function staysOpen(minor: string, headers: Readonly<Record<string, string>>, framing: BodyFraming): boolean {
  if (framing.kind === 'until_close') return false
  const connection = headers.connection?.toLowerCase() ?? ''
  return minor === '1' ? !connection.includes('close') : connection.includes('keep-alive')
}

/** Header bytes as text, one character a byte: names and values are ASCII, and anything else must not be lost. */
function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
}
