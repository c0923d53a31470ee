export function readmeExamples(root: string): { language: 'js' | 'ts'; code: string }[]
export function runExample(root: string, at?: number): Promise<string[]>
export function runBuiltExample(root: string, at?: number): Promise<string>
