import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

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
    plugins: [react()],
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
        },
      },
    },
    server: { proxy: { '/api': 'http://127.0.0.1:8080' } },
  }
})
