const ENDING = '_records'

/** The folder with the records of one model at one precision. */
export function recordFolder(group: string): string {
  return `${group}${ENDING}`
}

/** What a measurement of whole requests leaves in its folder, so that the next one moves it aside. */
export const recordFolders = [new RegExp(`${ENDING}$`)] as const
