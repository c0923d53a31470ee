export { readJsonFile, readTextFile } from '@sagellm-benchmark/suite/files'
