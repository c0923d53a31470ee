import { toWire } from '@sagellm-benchmark/protocol-types'
import type { EngineServerOptions } from '../server/engine-server-options.js'
import type { ReferenceEngine } from './create-reference-engine.js'
import { GroundTruth } from './ground-truth.js'

/**
 * The route `/__reference/truth`: what really happened to one request (`?request_id=`), or to all that are kept.
 *
 * @example startEngineServer({ engine, inspect: inspectTruth(engine) })
 */
export function inspectTruth(engine: ReferenceEngine): NonNullable<EngineServerOptions['inspect']> {
  return {
    truth(query) {
      const requestId = query.get('request_id')
      if (requestId === null) return engine.groundTruths().map((each) => toWire(GroundTruth, each))
      const truth = engine.groundTruth(requestId)
      return truth && toWire(GroundTruth, truth)
    },
  }
}
