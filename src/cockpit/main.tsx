import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { ApiProblem } from '../ui/api.ts'
import { language } from '../ui/words.ts'
import '../ui/theme/tokens.css'
import '../ui/theme/base.css'
import '../ui/theme/components.css'
import '../ui/theme/states.css'
import './cockpit.css'
import './sizes.css'
import { CockpitPage } from './cockpit-page.tsx'

document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 1_000,
      // A wall runs for weeks: it keeps asking, but not what was refused on purpose.
      retry: (failures, cause) =>
        failures < 5 && !(cause instanceof ApiProblem && cause.status >= 400 && cause.status < 500),
    },
  },
})

const root = document.getElementById('root')
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <CSPProvider disableStyleElements>
        <QueryClientProvider client={client}>
          <CockpitPage />
        </QueryClientProvider>
      </CSPProvider>
    </StrictMode>,
  )
}
