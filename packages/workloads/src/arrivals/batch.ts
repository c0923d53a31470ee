import { defineArrival } from './define-arrival.js'

export const batch = defineArrival({
  kind: 'batch',
  description: 'requests released together at one instant; further ones wait until the batch is done',
  warmupFlowsOn: false,
  *dueTimes({ size }) {
    for (let i = 0; i < size; i += 1) yield 0
    for (;;) yield null
  },
})
