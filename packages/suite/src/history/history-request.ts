export type HistoryRequest = {
  /** Result files, and folders of them, searched to their depth. @default [] */
  readonly paths?: readonly string[]
  /** A git repository whose history holds results, and the files in it. @default none */
  readonly git?: { readonly repository: string; readonly files: readonly string[] } | null
  /** Wire names of the figures that are judged. @default all that the files have of those that targets are compared on */
  readonly metrics?: readonly string[]
  /** Newest runs of each series that are judged. @default 200 */
  readonly last?: number
  /** Of all series in which a change is found, the share that may have none. @default 0.05 */
  readonly falseDiscoveryRate?: number
  /** Changes up to this share are told, and fail nothing. @default 0.03 */
  readonly margin?: number
  /** What makes a series fail: any jump beyond the margin, or one to the worse. A drift counts as a jump. @default nothing */
  readonly failOn?: 'jump' | 'worse' | null
  /** Only a change that may lie in so many newest runs fails. @default all */
  readonly failWithin?: number | null
}
