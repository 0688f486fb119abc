// The Typst compiler in a thread of its own: laying out a report must not hold up the server.
// Plain JavaScript, because Node 20 starts no thread from TypeScript; it is run from src both in tests and after a build.
import { parentPort, workerData } from 'node:worker_threads'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'

/** Documents after which the compiler's cache is emptied: it keeps every page otherwise (measured, knowledge: trust 4.4). */
const documentsPerEviction = 10

const { templates, fontFolders, fonts } = workerData
const compiler = NodeCompiler.create({ workspace: templates, fontArgs: [{ fontPaths: fontFolders }] })
let rendered = 0

parentPort.on('message', ({ id, template, data, timestamp }) => {
  try {
    const result = compiler.compile({ mainFilePath: template, inputs: { data, fonts } })
    if (!result.result) {
      const problems = compiler.fetchDiagnostics(result.takeError())
      throw new Error(`${template}: ${problems.map((problem) => problem.message).join('; ')}`)
    }
    const pdf = compiler.pdf(result.result, { pdfStandard: 'a-2b', pdfTags: true, creationTimestamp: timestamp })
    const bytes = new Uint8Array(pdf)
    parentPort.postMessage({ id, bytes, pages: result.result.numOfPages }, [bytes.buffer])
  } catch (error) {
    parentPort.postMessage({ id, error: error instanceof Error ? error.message : String(error) })
  }
  rendered++
  if (rendered % documentsPerEviction === 0) compiler.evictCache(documentsPerEviction)
})
