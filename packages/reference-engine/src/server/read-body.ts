import type { IncomingMessage } from 'node:http'

/** Larger bodies are refused: nothing a benchmark sends comes near it. */
const largestBytes = 64 * 1024 * 1024

/** The parsed JSON of a request, or why there is none. An empty body is `null`. @param maxBytes - of what is not generated from. @default 64 MiB */
export async function readBody(
  request: IncomingMessage,
  maxBytes = largestBytes,
): Promise<{ readonly json: unknown } | { readonly failure: 'too_large' | 'invalid_json'; readonly message: string }> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request) {
    size += (part as Buffer).length
    if (size > maxBytes) return { failure: 'too_large', message: `the body is larger than ${maxBytes} bytes` }
    parts.push(part as Buffer)
  }
  if (size === 0) return { json: null }
  try {
    return { json: JSON.parse(Buffer.concat(parts).toString('utf8')) }
  } catch (error) {
    return { failure: 'invalid_json', message: `the body is not JSON: ${(error as Error).message}` }
  }
}
