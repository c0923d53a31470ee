import { batch } from './batch.js'
import { bursts } from './bursts.js'
import { closed } from './closed.js'
import { constant } from './constant.js'
import { day } from './day.js'
import { gamma } from './gamma.js'
import { poisson } from './poisson.js'
import { ramp } from './ramp.js'
import { steps } from './steps.js'
import { trace } from './trace.js'
import { user } from './user.js'

/** Every kind of load there is. */
export const loadKinds = [closed, batch, constant, poisson, gamma, ramp, steps, bursts, day, trace, user] as const
