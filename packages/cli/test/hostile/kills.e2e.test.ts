import { expect, test } from 'vitest'
import { killTrial } from './kill-trial.js'
import { killedCommands } from './killed-commands.js'

test.each(killedCommands.map((command, at) => [command.name, command, at] as const))(
  '%s that is killed in the middle of its load loses no record, and its folder can be used',
  async (_, command, at) => {
    const outcome = await killTrial(command, { at: 0.55 + at / 50, delayMs: 7 * at, stepMs: 8, resume: true })
    expect(outcome).toMatchObject({ lost: [], problems: [], use: command.resumable ? 'resumed' : 'reported' })
    expect(outcome.records).toBeGreaterThan(5)
  },
)
