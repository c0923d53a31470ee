import { join, resolve } from 'node:path'

const modules = resolve(import.meta.dirname, '../../../../node_modules')

/** The Deno to test with: the one of the lock file, or the one that DENO_PATH names. */
export const deno = process.env['DENO_PATH'] ?? join(modules, '.bin/deno')

/**
 * The Bun to test with: the one of the lock file, or the one that BUN_PATH names. The `bun` shim refuses to start
 * without its install script, which is off here; the binary itself is in the package of the platform.
 */
export const bun =
  process.env['BUN_PATH'] ??
  join(modules, `@oven/bun-${process.platform}-${process.arch === 'arm64' ? 'aarch64' : 'x64'}`, 'bin/bun')

/** For child processes: no question for updates, no colours. */
export const quietRuntime = { ...process.env, DENO_NO_UPDATE_CHECK: '1', NO_COLOR: '1' }
