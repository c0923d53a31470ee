/** With or without white space around it: an engine that pads its events pads this one too. */
export function isDone(data: string): boolean {
  return data === '[DONE]' || (data.length < 16 && data.trim() === '[DONE]')
}
