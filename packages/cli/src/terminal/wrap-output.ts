import type { Output } from '../command/define-command.js'
import { visibleLength, wrapWords } from './wrap-words.js'

const INDENT = 4

/**
 * The same output, but where it is a terminal a sentence that is longer than a line is broken between words: the terminal itself
 * would break inside one. What is laid out in columns, redrawn in place or a command to be copied stays as it is.
 */
export function wrapOutput(output: Output): Output {
  return {
    write: (text) => output.write(output.isTTY === true ? wrapped(text, output.columns ?? 80) : text),
    get isTTY() {
      return output.isTTY
    },
    get columns() {
      return output.columns
    },
  }
}

function wrapped(text: string, columns: number): string {
  return text
    .split('\n')
    .map((line) => (isSentence(line, columns) ? wrapWords(line, { columns, indent: INDENT }).join('\n') : line))
    .join('\n')
}

function isSentence(line: string, columns: number): boolean {
  if (visibleLength(line) <= columns || /\r|\u001b\[\d*K/.test(line)) return false
  const isLaidOut = /\S {2,}\S|^\s{2,}|[│─┤]/.test(line)
  return !isLaidOut && !/(^|: )sagellm-benchmark \w/.test(line)
}
