import { silentSteps } from './silent-steps.js'
import { silentFirst } from './silent-first.js'
import { hideReasoning } from './hide-reasoning.js'
import { burst } from './burst.js'
import { closeAfter } from './close-after.js'
import { coalesce } from './coalesce.js'
import { comments } from './comments.js'
import { crlf } from './crlf.js'
import { cutShort } from './cut-short.js'
import type { Fault } from './define-fault.js'
import { doubleUsage } from './double-usage.js'
import { endless } from './endless.js'
import { engineGone } from './engine-gone.js'
import { errorEventDone } from './error-event-done.js'
import { errorEvent } from './error-event.js'
import { giantLine } from './giant-line.js'
import { hang } from './hang.js'
import { malformedJson } from './malformed-json.js'
import { noDone } from './no-done.js'
import { noFinishReason } from './no-finish-reason.js'
import { noUsage } from './no-usage.js'
import { notFound } from './not-found.js'
import { overloaded } from './overloaded.js'
import { rateLimit } from './rate-limit.js'
import { refuse } from './refuse.js'
import { reset } from './reset.js'
import { serverError } from './server-error.js'
import { slowHeaders } from './slow-headers.js'
import { splitEvents } from './split-events.js'
import { splitUtf8 } from './split-utf8.js'
import { stall } from './stall.js'
import { unauthorized } from './unauthorized.js'
import { wrongContentType } from './wrong-content-type.js'

/** Every fault that can be asked for, in the order of the documentation. */
export const faults: readonly Fault[] = [
  refuse,
  unauthorized,
  notFound,
  rateLimit,
  serverError,
  overloaded,
  wrongContentType,
  slowHeaders,
  hang,
  stall,
  reset,
  cutShort,
  noFinishReason,
  noDone,
  errorEvent,
  errorEventDone,
  engineGone,
  malformedJson,
  endless,
  splitUtf8,
  coalesce,
  burst,
  silentSteps,
  silentFirst,
  hideReasoning,
  splitEvents,
  crlf,
  comments,
  giantLine,
  noUsage,
  doubleUsage,
  closeAfter,
]
