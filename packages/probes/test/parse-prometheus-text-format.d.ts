/** The package has no types of its own; it is only used as an oracle for our parser. */
declare module 'parse-prometheus-text-format' {
  const parse: (text: string) => unknown
  export default parse
}
