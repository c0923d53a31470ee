import { z } from 'zod'

/** Flags of `parity-gate print-default`. */
export const PrintDefaultOptions = z.object({
  output: z.string().optional().describe('write into this file instead of the terminal'),
})
export type PrintDefaultOptions = z.infer<typeof PrintDefaultOptions>

/** Flags of `parity-gate evaluate`. */
export const EvaluateOptions = z.object({
  candidate: z.string().describe('result of the engine that has to keep up'),
  reference: z.array(z.string()).min(1).describe('result of an engine that it is held against'),
  gateJson: z.string().optional().describe('gate of your own [default what print-default prints]'),
  coreTelemetry: z.string().optional().describe('decode steps of the candidate, from convert-core-telemetry'),
  output: z.string().optional().describe('also write the verdicts into this file'),
})
export type EvaluateOptions = z.infer<typeof EvaluateOptions>

/** Flags of `parity-gate convert-core-telemetry`. */
export const ConvertOptions = z.object({
  inputJson: z.string().describe('saved /info of the engine, or its explicit_decode alone'),
  label: z.string().describe('name of the engine in the artifact'),
  model: z.string().describe('model that it served'),
  hardwareFamily: z.string().describe('cpu, cuda, ascend, ...'),
  output: z.string().describe('file to write, by convention <label>_core_telemetry.json'),
})
export type ConvertOptions = z.infer<typeof ConvertOptions>
