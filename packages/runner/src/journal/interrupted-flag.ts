/** Flag of records that an interruption cut off: they are no result, and a resumed run sends their requests again. */
export const interruptedFlag = 'interrupted'
