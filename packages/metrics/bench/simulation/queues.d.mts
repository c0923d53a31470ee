import type { RandomSource } from '@sagellm-benchmark/protocol-types/random'
import type { isOverloaded } from '../../src/sweeps/overload.js'

type Measured = { values: Float64Array; ends: Float64Array; seconds: number; rate: number }
export type Queue = {
  saturation: number
  measure(load: { rate: number; requests: number; random: RandomSource; speed?: { state: number } }): Measured
}

export declare function singleServer(options: { cv: number; drift?: number; memory?: number }): Queue
export declare function manyServers(options: { cv: number; places: number }): Queue
export declare function batches(options: { most: number; slope: number; cv: number }): Queue
export declare function overloadOf(
  measured: Measured,
  overloaded: typeof isOverloaded,
): { requests: number; seconds: number } | null
