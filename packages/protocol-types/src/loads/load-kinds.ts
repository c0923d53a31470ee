import { batch } from './batch.js'
import { closed } from './closed.js'
import { constant } from './constant.js'
import { gamma } from './gamma.js'
import { poisson } from './poisson.js'
import { ramp } from './ramp.js'
import { trace } from './trace.js'
import { user } from './user.js'

/** Every kind of load there is. */
export const loadKinds = [closed, batch, constant, poisson, gamma, ramp, trace, user] as const
