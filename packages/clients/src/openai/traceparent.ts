/**
 * The value of a W3C trace header (version 00) with a span id drawn for it; the flag says that the trace is recorded.
 *
 * @param traceId - 32 small hexadecimal digits.
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 * @example traceparent('4bf92f3577b34da6a3ce929d0e0e4736') // '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
 */
export function traceparent(traceId: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8))
  // A span id of zeros alone is not valid.
  if (bytes.every((byte) => byte === 0)) bytes[7] = 1
  const spanId = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `00-${traceId}-${spanId}-01`
}
