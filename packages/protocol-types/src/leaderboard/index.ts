export { LeaderboardEntry, leaderboardEntryFile } from './leaderboard-entry.js'
export { leaderboardProblems, type LeaderboardSite, leaderboardSites } from './leaderboard-sites.js'
export {
  type ComparedEngine,
  type ComparedGroup,
  lastUpdatedFile,
  LeaderboardCompare,
  leaderboardCompareFile,
  LeaderboardManifest,
  leaderboardManifestFile,
} from './leaderboard-snapshots.js'
