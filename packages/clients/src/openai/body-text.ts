import { cutWithoutSecrets } from '@sagellm-benchmark/protocol-types/edge'

/** What a body that is no JSON says, for one line: its first words, without the markup of an error page. */
export function bodyText(body: string): string {
  return cutWithoutSecrets(body, 8000)
    .replace(/<(style|script)\b.*?(<\/\1\s*>|$)|<!--.*?(-->|$)/gis, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200)
}
