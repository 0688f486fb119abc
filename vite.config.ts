import { createHash } from 'node:crypto'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/**
 * Writes into the service worker which files the grid worker's page is made of, and their version: the console's entry and
 * that page's own chunk with all they import, and their styles. Other pages of the console are not kept on a phone.
 */
function gridShell(): Plugin {
  return {
    name: 'grid-shell',
    generateBundle(_options, bundle) {
      const files = new Set<string>()
      const add = (name: string): void => {
        const part = bundle[name]
        if (!part || files.has(`/${name}`)) return
        files.add(`/${name}`)
        if (part.type !== 'chunk') return
        for (const style of part.viteMetadata?.importedCss ?? []) files.add(`/${style}`)
        for (const other of part.imports) add(other)
      }
      for (const part of Object.values(bundle))
        if (
          part.type === 'chunk' &&
          (part.name === 'console' || part.moduleIds.some((id) => id.endsWith('/grid/screen/grid-page.tsx')))
        )
          add(part.fileName)
      for (const name of Object.keys(bundle)) if (name.endsWith('.svg')) files.add(`/${name}`)
      const list = [...files].sort()
      const version = createHash('sha256').update(list.join()).digest('hex').slice(0, 12)
      const worker = bundle['grid-worker.js']
      if (worker?.type !== 'chunk' || list.length < 4) this.error('the shell of /grid was not found in the build')
      else worker.code = `const gridShell=${JSON.stringify({ version, files: list })};${worker.code}`
    },
  }
}

/**
 * Three front ends, one build. Nothing is inlined (no polyfill script, no data: URI), because the server's
 * Content-Security-Policy allows files of its own origin only.
 */
export default defineConfig(({ command }) => {
  // A test runner that builds the screens would else ship React's development build, twice the size and asking twice.
  if (command === 'build') process.env.NODE_ENV = 'production'
  return {
    root: 'src/ui/pages',
    publicDir: false,
    plugins: [react(), gridShell()],
    build: {
      outDir: '../../../dist/web',
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      target: 'es2021',
      rolldownOptions: {
        // What console and cockpit share in one file instead of nine: a wall that loads asks for few things. None of it is
        // used by the citizen's page, which stays small.
        output: {
          // A service worker's address does not change with its content.
          entryFileNames: (part) => (part.name === 'grid-worker' ? 'grid-worker.js' : 'assets/[name]-[hash].js'),
          codeSplitting: {
            includeDependenciesRecursively: false,
            groups: [
              {
                name: 'desk',
                test: /src[\\/](ui[\\/](panel|marks|table|types|trace|places|shortcuts|overlays|charts[\\/].*)\.tsx?$|vocabulary[\\/](sources|dispute-types|places|places-zhuji)\.ts$)|react-query[\\/].*useInfiniteQuery/,
              },
            ],
          },
        },
        input: {
          console: 'src/ui/pages/console.html',
          cockpit: 'src/ui/pages/cockpit.html',
          citizen: 'src/ui/pages/citizen.html',
          'grid-worker': 'src/console/grid-worker.ts',
        },
      },
    },
    server: { proxy: { '/api': 'http://127.0.0.1:8080' } },
  }
})
