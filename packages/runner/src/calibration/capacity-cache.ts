import { type CapacityFile, capacityFile } from './capacity-file.js'
import { type CacheOptions, keepOfMachine, keptOfMachine } from './machine-cache.js'
import type { FingerprintOptions } from './machine-fingerprint.js'

/** Keeps for later runs what this machine carries; gives the file's name. */
export function saveCapacity(capacity: CapacityFile, options: CacheOptions = {}): Promise<string> {
  return keepOfMachine(capacityFile, capacity, options)
}

/** What this machine carries with a transport and a number of load threads; `null` where it was not measured, or cannot be read. */
export function readCapacity(client: FingerprintOptions, options: CacheOptions = {}): Promise<CapacityFile | null> {
  return keptOfMachine(capacityFile, client, options)
}
