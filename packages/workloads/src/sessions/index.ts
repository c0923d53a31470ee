export { isOfSessions, plannedSessionFiles } from '../plan/plan-resources.js'
export { planSessions, type SessionResources, sessionsOfRound } from './plan-sessions.js'
export {
  type ReadSessionsOptions,
  readSessionRows,
  readSessions,
  type SessionReader,
  type SessionReading,
} from './read-sessions.js'
export { SessionFileOptions } from './session-file-options.js'
export { defineSessionFormat, type SessionFormat, type SessionNotes, type SessionRow } from './session-format.js'
export { sessionFormats } from './session-formats.js'
export {
  defineSessionSource,
  type OpenSessions,
  type SessionContext,
  type Sessions,
  type SessionSource,
} from './session-source.js'
export { sessionSourceOf, sessionSources } from './session-sources.js'
