import type { CompareOptions } from '@sagellm-benchmark/metrics/comparison'
import type { RequestRecord } from '@sagellm-benchmark/protocol-types'

/** What is known of one side, by which verdicts are withheld. */
export type SideEvidence = NonNullable<NonNullable<CompareOptions['evidence']>['baseline']>

/** One load of a measurement, where its records are, and what the measurement says of it. */
export type MeasuredPart = {
  /** The same for the record and its repetition. */
  readonly name: string
  /** As verdicts call it. */
  readonly scenario: string
  /** In words; `null`: a batch. */
  readonly load: string | null
  readonly batchSize: number | null
  readonly window: 'batch' | 'rounds'
  /** Path of the journal, which may hold the records of other parts too. */
  readonly journal: string
  readonly isOf: (record: RequestRecord) => boolean
  readonly evidence: SideEvidence
}

/** A measurement that can be repeated. */
export type RecordedMeasurement = {
  readonly folder: string
  /** Where the records of the repetition go. */
  readonly repeatedIn: string
  readonly parts: readonly MeasuredPart[]
  /**
   * Measures the same again.
   *
   * @param textSeed - of fresh texts of the same lengths, which no cache knows; `null`: the recorded texts.
   */
  repeat(textSeed: number | null): Promise<Repetition>
}

type Repetition = {
  readonly folder: string
  readonly parts: readonly MeasuredPart[]
  readonly interrupted: boolean
  /** Sentences for the reader, as what the prefix cache answered. */
  readonly notes: readonly string[]
}

/** What a row of a result says by its flags. */
export function evidenceOfFlags(name: string, flags: readonly string[]): SideEvidence {
  const where = (flag: string) => (flags.includes(flag) ? '' : null)
  return {
    name,
    clientLimit: where('client_saturated'),
    loadNotKept: where('load_not_kept'),
    cacheContaminated: flags.includes('cache_contaminated'),
  }
}
