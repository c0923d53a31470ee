import type { LoadPlan } from './load-plan.js'

/**
 * A load in a few words, for the head of a result.
 *
 * @example loadText({ kind: 'closed', concurrency: 10, rampUpSeconds: 0 }) // 10 streams
 */
export function loadText(load: LoadPlan): string {
  return [shapeOf(load), ...rampOf(load), ...capOf(load)].join(', ')
}

function shapeOf(load: LoadPlan): string {
  switch (load.kind) {
    case 'closed':
      return load.concurrency === 1 ? '1 stream' : `${load.concurrency} streams`
    case 'batch':
      return load.size === 1 ? 'one at a time' : `${load.size} at once`
    case 'constant':
      return `${load.rateRps}/s evenly`
    case 'poisson':
      return `Poisson ${load.rateRps}/s`
    case 'gamma':
      return `gamma ${load.rateRps}/s, burstiness ${load.burstiness}`
    case 'trace':
      return `trace of ${load.arrivalsMs.length} arrivals${load.timeScale === 1 ? '' : `, time scale ${load.timeScale}`}`
  }
}

function rampOf(load: LoadPlan): string[] {
  return 'rampUpSeconds' in load && load.rampUpSeconds > 0 ? [`ramp-up ${load.rampUpSeconds} s`] : []
}

function capOf(load: LoadPlan): string[] {
  return 'maxConcurrency' in load && load.maxConcurrency !== null ? [`at most ${load.maxConcurrency} in flight`] : []
}
