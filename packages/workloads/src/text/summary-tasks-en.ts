import { lines } from './lines.js'

/** What is asked for, before the report. */
export const summaryTasksEn = lines(`
  Summarise the report below in one paragraph for someone who was away that week.
  Condense the following report to its three most important points.
  Write a short summary of the text below and name every decision that was taken.
  Read the report and say in a few sentences what changed, why, and what is still open.
  Summarise for the board of {company}: findings first, then costs, then risks.
  Turn the following notes into a summary of at most {n:60-120} words.
  Write the summary that {name} will read out at the meeting in {city}.
  Summarise the text so that a reader can tell established facts from expectations.
  Give the gist of the report below, keeping every figure that a decision rests on.
  Summarise the following account in the order of events, without any judgement.
`)
