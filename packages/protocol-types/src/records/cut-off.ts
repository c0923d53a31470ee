import type { RequestErrorClass } from '../run/request-record.js'

/** Why a request is ended before its answer is complete, as `signal.reason`. */
type CutOffReason = 'cancelled_by_run' | 'cancelled_by_client'

const messages: Readonly<Record<CutOffReason, string>> = {
  cancelled_by_run: 'cut off by the run',
  cancelled_by_client: 'cancelled as planned',
}

/** How a record says that its request was ended from our side; any other reason than those of the load engine is `aborted`. */
export function cutOff(reason: unknown): { readonly errorClass: RequestErrorClass; readonly message: string } {
  if (typeof reason !== 'string' || !Object.hasOwn(messages, reason))
    return { errorClass: 'aborted', message: 'aborted' }
  const errorClass = reason as CutOffReason
  return { errorClass, message: messages[errorClass] }
}
