declare module 'svg-to-pdfkit' {
  function svgToPdf(
    document: PDFKit.PDFDocument,
    svg: string,
    x: number,
    y: number,
    options: { assumePt: boolean; fontCallback(family: string, bold: boolean, italic: boolean): string },
  ): void
  export = svgToPdf
}
