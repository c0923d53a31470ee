export {
  defineExportLayout,
  type ExportCollector,
  type ExportFile,
  type ExportInput,
  type ExportLayout,
} from './export-layout.js'
export { openExport } from './open-export.js'
