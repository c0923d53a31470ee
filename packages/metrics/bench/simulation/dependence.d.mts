import type { RandomSource } from '@sagellm-benchmark/protocol-types/random'

export type SeriesOptions = {
  readonly rounds: number
  readonly phi: number
  readonly noiseShare: number
  readonly spread: number
  readonly effect?: number
}

export type DependenceOptions = SeriesOptions & {
  readonly metrics?: number
  readonly seed: number
  readonly repetitions: number
  readonly holm: (p: readonly (number | null)[]) => (number | null)[]
}

export function dependence<Name extends string>(
  methods: Record<Name, (series: number[][]) => number[]>,
  options: DependenceOptions,
): Record<Name, { each: number; any: number }>

export function oneSeries(random: RandomSource, options: SeriesOptions): number[]
