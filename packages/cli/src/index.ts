export { runCli } from './app.js'
export type { CommandIo, ExitCode, Output } from './command/define-command.js'
export { version } from './version.js'
