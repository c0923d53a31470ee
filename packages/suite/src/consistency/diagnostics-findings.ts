import type { DecodeState, Finding } from './decode-state.js'

/** The two paths of a decode step that the runtime diagnostics tell of, and the fields that bear them out. */
const paths = [
  {
    path: 'attention',
    hits: ['primary_decode_attention_hit', 'attention_native_kernel_hit'],
    fallback: 'attention_runtime_fallback',
    failure: 'attention_first_failure_reason',
  },
  {
    path: 'adjacent',
    hits: ['adjacent_decode_pack_hit', 'adjacent_native_kernel_hit'],
    fallback: 'adjacent_runtime_fallback',
    failure: 'adjacent_first_failure_reason',
  },
] as const

/**
 * Where the runtime diagnostics of an engine contradict themselves: an implementation that is called native, but was not hit, fell back, or
 * failed. A field that the engine does not have contradicts nothing.
 */
export function diagnosticsFindings({ runtimeDiagnostics }: Pick<DecodeState, 'runtimeDiagnostics'>): Finding[] {
  return runtimeDiagnostics.flatMap((summary) =>
    paths.flatMap(({ path, hits, fallback, failure }): Finding[] => {
      const name = summary[`${path}_selected_implementation`]
      if (typeof name !== 'string' || !name.startsWith('native')) return []
      const finding = (code: string, message: string): Finding => ({
        code: `${path}_${code}`,
        message: `${path}_selected_implementation is ${name}, but ${message}`,
      })
      const reason = summary[failure]
      return [
        ...hits.flatMap((hit) => (summary[hit] === false ? [finding('hit_missing', `${hit} is false`)] : [])),
        ...(summary[fallback] === true ? [finding('runtime_fallback', `${fallback} is true`)] : []),
        ...(typeof reason === 'string' && reason !== '' ? [finding('failure_reason', `${failure} is ${reason}`)] : []),
      ]
    }),
  )
}
