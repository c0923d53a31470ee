/** Time as Python's logging prints it, in UTC: `2026-01-01 00:00:00,000`. */
export function logStamp(unixMs: number): string {
  return new Date(unixMs).toISOString().replace('T', ' ').replace('.', ',').replace('Z', '')
}
