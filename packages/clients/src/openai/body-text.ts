/** What a body that is no JSON says, for one line: its first words, without the markup of an error page. */
export function bodyText(body: string): string {
  return body
    .slice(0, 8000)
    .replace(/<(style|script)\b.*?(<\/\1\s*>|$)|<!--.*?(-->|$)/gis, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200)
}
