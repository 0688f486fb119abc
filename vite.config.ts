import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/**
 * Three front ends, one build. Nothing is inlined (no polyfill script, no data: URI), because the server's
 * Content-Security-Policy allows files of its own origin only.
 */
export default defineConfig({
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
      input: {
        console: 'src/ui/pages/console.html',
        cockpit: 'src/ui/pages/cockpit.html',
        citizen: 'src/ui/pages/citizen.html',
      },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8080' } },
})
