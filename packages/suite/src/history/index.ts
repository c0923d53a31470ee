export { type HistoryOptions, type HistoryOutcome, history } from './history.js'
export type { HistoryRequest } from './history-request.js'
export type { RunGit } from './git-versions.js'
