import type { RequestRecord } from '@sagellm-benchmark/protocol-types'

/** Takes measured records one at a time; what the counts and the ends of the successful ones do not show by themselves, a sentence each. */
export function createCountNotes(): { add(record: RequestRecord): void; result(): string[] } {
  const impossible = createSeen(usageSentence)
  const disagreeing = createSeen(usageSentence)
  const miscounted = createSeen(promptSentence)
  let answers = 0
  let unknown = 0
  let unreported = 0
  let short = 0
  let late = 0
  let lateMs = 0
  return {
    add(record) {
      if (record.errorClass !== null) return
      answers += 1
      if (record.outputTokens === null || record.tokenCountSource === 'chunks_unverified') {
        unknown += 1
        if (record.usage === null) unreported += 1
      }
      // A usage of zeros after a good one carries the flag too; there the good one counts.
      if (record.flags.includes('usage_implausible') && record.tokenCountSource !== 'usage') impossible.add(record)
      if (record.flags.includes('usage_disagrees')) disagreeing.add(record)
      if (record.flags.includes('prompt_count_disagrees')) miscounted.add(record)
      if (record.flags.includes('suspiciously_short')) short += 1
      if (record.flags.includes('late_end') && record.lastTokenAt !== null) {
        late += 1
        lateMs += record.endAt - record.lastTokenAt
      }
    },
    result() {
      const notes: string[] = []
      if (short > MAX_SHORT_SHARE * answers) notes.push(shortSentence(short, answers))
      if (impossible.count() > 0) notes.push(`${impossible.text()}; such counts were not believed`)
      if (disagreeing.count() > 0) notes.push(`${disagreeing.text()}; the count of the usage stands`)
      if (miscounted.count() > 0) notes.push(`${miscounted.text()}; the count of the usage stands`)
      if (unknown > 0) notes.push(unknownSentence(unknown, answers, unreported === unknown))
      if (late > 0)
        notes.push(
          `${late} of ${answers} answers ended ${(lateMs / late).toFixed(0)} ms (mean) after their last token: E2E ends with the last token, ` +
            'the place in the load is taken until the end, so tok/s and req/s of the run hold that wait',
        )
      return notes
    },
  }
}

/** Shares of unknown counts up to which the known ones are worth a rate: METRICS, "Per run". */
export const MAX_UNKNOWN_SHARE = 0.05

/** Up to this share they may be answers. */
const MAX_SHORT_SHARE = 0.01

function shortSentence(short: number, answers: number): string {
  return (
    `${short} of ${answers} answers ended after one piece of text, though many tokens were asked for and the server has answered with more: ` +
    'they may be errors written as text, so no figure here is to be taken for that of an engine that works'
  )
}

function unknownSentence(unknown: number, answers: number, unreported: boolean): string {
  const known = answers - unknown
  if (known === 0 && unreported)
    return 'the server reports no token counts with its answers, so TBT and tok/s are not known; give its tokenizer (--tokenizer FOLDER) to have them counted'
  if (known === 0) return 'no answer has a token count that can be believed, so tok/s is not known'
  const which = `the token counts of ${unknown} of ${answers} answers are not known`
  if (unknown > MAX_UNKNOWN_SHARE * answers) return `${which}, more than 1 in 20, so tok/s of the run is not given`
  return `${which}: tok/s of the run counts the other ${known}, and is a lower bound`
}

/** Records of one kind: how many, and what the first of them shows. */
function createSeen(sentence: (record: RequestRecord) => string) {
  let count = 0
  let example = ''
  return {
    add(record: RequestRecord) {
      if (count === 0) example = sentence(record)
      count += 1
    },
    count: () => count,
    text: () => (count === 1 ? example : `${example} (so or alike in ${count} answers)`),
  }
}

function usageSentence({ usage, chunkCount, requestedOutputTokens }: RequestRecord): string {
  const tokens = usage?.completionTokens ?? null
  if (tokens === null) return `usage says nothing that can be read, but ${counted(chunkCount, 'piece')} of text came`
  const limit = tokens > requestedOutputTokens ? `, and ${requestedOutputTokens} were asked for` : ''
  return `usage says ${counted(tokens, 'token')}, but ${counted(chunkCount, 'piece')} of text came${limit}`
}

function promptSentence({ intendedPromptTokens, promptTokens }: RequestRecord): string {
  return `the prompt was counted as ${counted(intendedPromptTokens ?? 0, 'token')}, and usage says that ${promptTokens} were read`
}

function counted(count: number, what: string): string {
  return `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`
}
