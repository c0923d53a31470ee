/**
 * Where secrets of less than eight characters stand in a text as words of their own: raw, URL-encoded or in JSON. Inside longer
 * words they are part of too much.
 */
export function findShort(text: string, secrets: readonly string[]): { from: number; to: number }[] {
  return secrets.flatMap((secret) =>
    formsOf(secret)
      .filter((form) => text.includes(form))
      .flatMap((form) =>
        [...text.matchAll(wordOf(form))].map(({ index }) => ({
          from: index,
          to: index + form.length,
        })),
      ),
  )
}

function formsOf(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1)
  const url = encodeURIComponent(secret)
  const lower = url.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())
  return [...new Set([json, url, lower, secret.replace(/["\\]+$|^["\\]+/g, '')])].filter(({ length }) => length >= 4)
}

/** Behind an escape or a percent code a word begins too. */
function wordOf(form: string): RegExp {
  const literal = form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
  return new RegExp(
    `(?:(?<![A-Za-z0-9\\\\])|(?<=\\\\[nrtbf]|%[0-9A-Fa-f]{2}|\\\\u[0-9A-Fa-f]{4}))${literal}(?![A-Za-z0-9])`,
    'g',
  )
}
