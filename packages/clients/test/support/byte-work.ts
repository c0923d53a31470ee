import { onTestFinished } from 'vitest'

/**
 * Counts what is done to bytes until the test ends: how many are looked at or copied by the methods of arrays, and how many
 * are allocated. A bound on work holds on any machine, which a bound on time does not.
 */
export function countByteWork() {
  const work = { touched: 0, allocated: 0, arrays: 0 }
  const { prototype } = Uint8Array
  const { indexOf, set, copyWithin } = prototype
  const original = globalThis.Uint8Array
  prototype.indexOf = function (byte, from = 0) {
    const at = indexOf.call(this, byte, from)
    work.touched += (at < 0 ? this.length : at) - from
    return at
  }
  prototype.set = function (source, offset) {
    work.touched += source.length
    set.call(this, source, offset)
  }
  prototype.copyWithin = function (this: Uint8Array, to, from, end = this.length) {
    work.touched += end - from
    return copyWithin.call(this, to, from, end)
  }
  globalThis.Uint8Array = new Proxy(original, {
    construct(target, [first, ...more], newTarget) {
      work.arrays += 1
      work.allocated += typeof first === 'number' ? first : 0
      return Reflect.construct(target, [first, ...more], newTarget === globalThis.Uint8Array ? target : newTarget)
    },
  })
  onTestFinished(() => {
    Object.assign(prototype, { indexOf, set, copyWithin })
    globalThis.Uint8Array = original
  })
  return work
}
