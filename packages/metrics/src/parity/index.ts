export { type CoreTelemetryOptions, coreTelemetryOf } from './core-telemetry-of.js'
export { defaultParityGate } from './default-gate.js'
export { evaluateParity, type ParityInput } from './evaluate-parity.js'
export { parityRunOf, type ParityRunOptions } from './parity-run-of.js'
