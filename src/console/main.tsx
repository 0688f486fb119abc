import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { ApiProblem } from '../ui/api.ts'
import { Toasts } from '../ui/overlays.tsx'
import { language } from '../ui/words.ts'
import '../ui/theme/tokens.css'
import '../ui/theme/base.css'
import '../ui/theme/components.css'
import '../ui/theme/states.css'
import './console.css'
import './pages.css'
import './rooms.css'
import './grid.css'
import { consoleRouter } from './routes.tsx'

document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // What the server refused on purpose is not asked again by itself.
      retry: (failures, cause) =>
        failures < 2 && !(cause instanceof ApiProblem && cause.status >= 400 && cause.status < 500),
    },
  },
})

const root = document.getElementById('root')
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <CSPProvider disableStyleElements>
        <QueryClientProvider client={client}>
          <Toasts>
            <RouterProvider router={consoleRouter} />
          </Toasts>
        </QueryClientProvider>
      </CSPProvider>
    </StrictMode>,
  )
}
