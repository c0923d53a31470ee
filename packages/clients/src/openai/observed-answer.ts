import type { RequestErrorClass } from '@sagellm-benchmark/protocol-types'
import type { GeneratedText } from './generated-text.js'
import type { ChunkReading, UsageReport } from './read-chunk.js'
import { TokenStamps } from './token-stamps.js'

/** Finish reasons by which an engine says that it gave the request up: the answer is not what was asked for. */
const gaveUp: ReadonlySet<string> = new Set(['abort', 'aborted', 'error', 'cancelled', 'timeout'])

/** What was seen of one answer: what a record is made from. Times are milliseconds; `null` is not known, or has not happened. */
export class ObservedAnswer {
  reused: boolean | null = null
  sentAt: number | null = null
  headersAt: number | null = null
  firstOutputAt: number | null = null
  endAt: number | null = null
  status: number | null = null
  model: string | null = null
  simulated = false
  retryAfter: string | null = null
  errorClass: RequestErrorClass | null = null
  errorMessage: string | null = null
  readonly stamps = new TokenStamps()
  readonly usages: UsageReport[] = []
  readonly finishes = new Map<number, string>()
  readonly flags = new Set<string>()

  /** Keeps what one event or one whole answer said, its text only where somebody needs it. */
  protected keep({ model, finishes, usage, pieces, tokenIds }: ChunkReading, text: GeneratedText | null): void {
    this.model ??= model
    if (usage) this.#keepUsage(usage)
    for (const { choice, reason } of finishes) this.finishes.set(choice, reason)
    if (!text) return
    for (const piece of pieces) text.add(piece.choice, piece.kind, piece.text)
    if (tokenIds) text.addIds(tokenIds)
  }

  /** The finish reason with which the engine gave the request up. */
  protected get reasonGivenUp(): string | null {
    for (const reason of this.finishes.values()) if (gaveUp.has(reason)) return reason
    return null
  }

  /** Keeps what the tally needs: of a usage that grows on every chunk only the last of each choice. */
  #keepUsage(report: UsageReport): void {
    const previous = this.usages.at(-1)
    const replaces = previous && report.choices.length > 0 && previous.choices[0] === report.choices[0]
    if (replaces) this.usages[this.usages.length - 1] = report
    else this.usages.push(report)
  }
}
