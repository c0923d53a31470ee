/** The lines of a block of text, without empty ones: one sentence a line keeps long lists readable and diffs small. */
export function lines(block: string): readonly string[] {
  return block
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}
