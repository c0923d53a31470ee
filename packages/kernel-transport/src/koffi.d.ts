/** What is used of koffi, whose own declarations say `any` for most of it. */
declare module 'koffi' {
  const koffi: {
    /** `null`: the program itself. */
    load(path: null): { func(signature: string): unknown }
    alloc(type: 'uint8', length: number): unknown
    view(pointer: unknown, length: number): ArrayBuffer
    address(pointer: unknown): bigint
    errno(): number
  }
  export { koffi as default }
}
