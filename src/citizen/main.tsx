import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { ApiProblem } from '../ui/api.ts'
import { language } from '../ui/words.ts'
import '../ui/theme/tokens.css'
import '../ui/theme/base.css'
import '../ui/theme/components.css'
import '../ui/theme/states.css'
import './citizen.css'
import { CitizenPage } from './citizen-page.tsx'

document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 3_000,
      retry: (failures, cause) =>
        failures < 2 && !(cause instanceof ApiProblem && cause.status >= 400 && cause.status < 500),
    },
  },
})

const root = document.getElementById('root')
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <CitizenPage />
      </QueryClientProvider>
    </StrictMode>,
  )
}
