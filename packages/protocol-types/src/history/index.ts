export {
  EnvironmentChange,
  HistoryChange,
  HistoryDoubt,
  HistoryDrift,
  HistoryJudgement,
  HistoryLevel,
  HistoryVerdict,
} from './history-judgement.js'
export { HistoryFile, historyFile, HistoryPoint, HistorySeries, RetestPlan } from './history-file.js'
