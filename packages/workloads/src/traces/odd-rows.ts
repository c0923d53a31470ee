import type { z } from 'zod'
import { plainProblem } from '@sagellm-benchmark/protocol-types/edge'

/** Rows of a file that share a problem, and the line of the first one. */
export type OddRows = { readonly problem: string; readonly rows: number; readonly firstLine: number }

/** Different problems that are told apart: a hostile file must not fill the memory. */
const MAX_PROBLEMS = 100
/** Under which rows of all further problems are counted. */
const OTHERS = 'has another problem'

/** Counts rows by their problem. */
export function createOddRows() {
  const problems = new Map<string, { rows: number; readonly firstLine: number }>()
  return {
    add(problem: string, line: number): void {
      const name = problems.has(problem) || problems.size < MAX_PROBLEMS ? problem : OTHERS
      const known = problems.get(name)
      if (known) known.rows += 1
      else problems.set(name, { rows: 1, firstLine: line })
    },
    /** The most frequent first. */
    list: (): OddRows[] =>
      [...problems].map(([problem, each]) => ({ problem, ...each })).sort((a, b) => b.rows - a.rows),
  }
}

/** What a row lacks, in one sentence: the first issue that its schema found, with the field. */
export function rowProblem({ issues: [issue] }: z.ZodError): string {
  const field = issue?.path.filter((each) => typeof each === 'string').join('.') ?? ''
  return `${field === '' ? '' : `${field}: `}${plainProblem(issue)}`
}
