import { BenchError } from '@sagellm-benchmark/protocol-types'
import { cutWithoutSecrets } from '@sagellm-benchmark/protocol-types/edge'
import { z } from 'zod'

/** How the cluster answered: its status code, and the JSON of the body, or its text. */
export type ApiAnswer = { readonly status: number; readonly body: unknown }

/** The object by which the API says what it thinks of a request. */
const Status = z.object({ message: z.string() })

/** So much of what a cluster says is repeated. */
const MAX_WORDS = 500

const hints: Readonly<Record<number, string>> = {
  401: 'log in to the cluster again; kubectl auth whoami shows who you are there',
  403: 'docs/shards.md lists the rights that are needed',
  404: 'is the namespace there, and for --jobset JobSet in the cluster?',
}

/**
 * The error of a request that the cluster refused, in its own words.
 *
 * @param what - what failed, as the beginning of a sentence: `cannot create Job bench`.
 */
export function refusal(what: string, answer: ApiAnswer): BenchError {
  const hint = hints[answer.status]
  return new BenchError('unavailable', `${what}: ${saidBy(answer)}`, hint === undefined ? {} : { hint })
}

/** How the cluster answered, as the end of a sentence. */
export function saidBy({ status, body }: ApiAnswer): string {
  const said = Status.safeParse(body)
  const words = said.success ? said.data.message : typeof body === 'string' ? body : ''
  return `the cluster answered ${status}${words.trim() === '' ? '' : `: ${shortened(words)}`}`
}

/** Words of the cluster's as part of one line. */
export function shortened(words: string): string {
  return cutWithoutSecrets(words.replace(/\s+/g, ' ').trim(), MAX_WORDS)
}
