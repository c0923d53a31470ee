import { snakeCase } from '@sagellm-benchmark/protocol-types'

/** `burstSeconds` -> `burst-seconds`. */
export function kebabCase(field: string): string {
  return snakeCase(field).replaceAll('_', '-')
}

/** `burst-seconds` and `burst_seconds` -> `burstSeconds`. */
export function camelCase(field: string): string {
  return field.replace(/[-_]([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}
