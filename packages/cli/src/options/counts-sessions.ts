/** Whether the flags ask for sessions, whose number `--num-prompts` does not say. */
export function countsSessions(options: object): boolean {
  const { turns, sessionFile } = options as { readonly turns?: unknown; readonly sessionFile?: unknown }
  return turns !== undefined || sessionFile !== undefined
}
