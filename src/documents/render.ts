import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { create } from 'qrcode'
import { Value } from 'typebox/value'
import { packageRoot } from '../platform/package-root.ts'
import { Problem } from '../platform/problem.ts'
import { type Coverage, missingCharacters, readCoverage, withPlainTexts, withSubstitutes } from './glyphs.ts'
import { type DocumentDataOf, documentData, type RenderedKind } from './schema.ts'

const require = createRequire(import.meta.url)
const folder = join(packageRoot, 'src', 'documents')

/** The weights that the templates use; whole fonts, so that no character of a name is missing. */
const fontFolders = [
  ...['400Regular', '700Bold', '900Black'].map((weight) => ['noto-serif-sc', weight]),
  ...['400Regular', '700Bold'].map((weight) => ['noto-sans-sc', weight]),
].map(([name, weight]) => join(dirname(require.resolve(`@expo-google-fonts/${name}/package.json`)), weight!))

/** Where a character that cannot be printed may be left out with a mark; every other kind must be exact or not be made. */
const maySubstitute: ReadonlySet<RenderedKind> = new Set(['filingPack', 'checkupReport', 'legalNotice', 'rightsNote'])

let coverages: readonly Coverage[] | undefined

/** A text may come to stand in the text face or in the heading face, so both must have each of its characters. */
function fontCoverages(): readonly Coverage[] {
  coverages ??= fontFolders
    .filter((path) => path.endsWith('400Regular') && existsSync(path))
    .map((path) => readCoverage(join(path, readdirSync(path).find((name) => name.endsWith('.ttf'))!)))
  return coverages
}

/** Families looked for in an office's own font folder before the ones that come with the program. */
const officeFonts = {
  body: ['FangSong_GB2312', 'FangSong', 'STFangsong'],
  title: ['FZXiaoBiaoSong-B05S', 'FZXiaoBiaoSong-B05'],
  heading: ['SimHei', 'STHeiti'],
}

interface Renderer {
  readonly worker: Worker
  readonly waiting: Map<number, { resolve(bytes: Uint8Array): void; reject(error: Error): void }>
}

let officeFontFolder = ''
let renderer: Renderer | undefined
let lastRequest = 0

/** Sets the folder of an office's own fonts (configuration `fontDir`); '' for none. Takes effect with the next document. */
export function setOfficeFonts(fontDir: string): void {
  if (fontDir === officeFontFolder) return
  officeFontFolder = fontDir
  void closeRenderer()
}

/** Ends the rendering thread; the next document starts a new one. */
export async function closeRenderer(): Promise<void> {
  const ended = renderer
  renderer = undefined
  await ended?.worker.terminate()
}

function startRenderer(): Renderer {
  const none = { body: [], title: [], heading: [] }
  const worker = new Worker(join(folder, 'renderer.js'), {
    workerData: {
      templates: join(folder, 'templates'),
      fontFolders: officeFontFolder === '' ? fontFolders : [officeFontFolder, ...fontFolders],
      fonts: JSON.stringify(officeFontFolder === '' ? none : officeFonts),
    },
    execArgv: [],
  })
  // The thread keeps no program alive that has nothing else to do.
  worker.unref()
  const started: Renderer = { worker, waiting: new Map() }
  worker.on('message', ({ id, bytes, error }: { id: number; bytes?: Uint8Array; error?: string }) => {
    const request = started.waiting.get(id)
    started.waiting.delete(id)
    if (started.waiting.size === 0) worker.unref()
    if (bytes) request?.resolve(bytes)
    else request?.reject(new Error(error))
  })
  const fail = (error: Error) => {
    if (renderer === started) renderer = undefined
    for (const request of started.waiting.values()) request.reject(error)
    started.waiting.clear()
  }
  worker.on('error', fail)
  worker.on('exit', (code) => fail(new Error(`the rendering thread ended with ${code}`)))
  return started
}

/** What a kind's data must look like: JSON Schema. */
export function documentSchema(kind: RenderedKind): Record<string, unknown> {
  return documentData[kind] as unknown as Record<string, unknown>
}

/** @throws Problem documents.invalidData that names the first wrong place. */
export function checkDocumentData<Kind extends RenderedKind>(kind: Kind, data: unknown): DocumentDataOf[Kind] {
  const schema = documentData[kind]
  if (!Value.Check(schema, data)) {
    const [error] = [...Value.Errors(schema, data)]
    throw new Problem('documents.invalidData', {
      place: error?.instancePath || '/',
      reason: error?.message ?? 'not the shape of this document',
    })
  }
  const checked = data as DocumentDataOf[Kind]
  const midnight = new Date(`${checked.date}T00:00:00Z`)
  if (Number.isNaN(midnight.getTime()) || midnight.toISOString().slice(0, 10) !== checked.date)
    throw new Problem('documents.invalidData', { place: '/date', reason: 'no such day' })
  return checked
}

/**
 * Renders one official document: PDF/A-2b, tagged, fonts embedded. The same data give the same bytes.
 * @throws Problem documents.invalidData; documents.missingGlyph where a character cannot be printed and the text must be
 * exact; or an Error of the renderer.
 */
export async function renderDocument<Kind extends RenderedKind>(
  kind: Kind,
  data: DocumentDataOf[Kind],
): Promise<Uint8Array> {
  let checked = withPlainTexts(checkDocumentData(kind, data))
  const missing = missingCharacters(checked, fontCoverages())
  if (missing.size > 0) {
    if (!maySubstitute.has(kind)) throw new Problem('documents.missingGlyph', { characters: [...missing].join(' ') })
    checked = withSubstitutes(checked, missing)
  }
  renderer ??= startRenderer()
  const { worker, waiting } = renderer
  const id = ++lastRequest
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject })
    worker.ref()
    worker.postMessage({
      id,
      template: join(folder, 'templates', `${kind}.typ`),
      data: JSON.stringify({
        ...checked,
        qr: checked.traceUrl === null ? null : qrPicture(checked.traceUrl),
        substituted: missing.size > 0,
      }),
      timestamp: Date.parse(`${checked.date}T00:00:00Z`) / 1000,
    })
  })
}

/** QR code with the quiet zone of four modules that its standard asks for; error correction M. */
function qrPicture(text: string): string {
  const { modules } = create(text, { errorCorrectionLevel: 'M' })
  const side = modules.size + 8
  let path = ''
  for (let row = 0; row < modules.size; row++)
    for (let column = 0; column < modules.size; column++)
      if (modules.get(row, column)) path += `M${column + 4} ${row + 4}h1v1h-1z`
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges">` +
    `<rect width="${side}" height="${side}" fill="#fff"/><path d="${path}" fill="#000"/></svg>`
  )
}
