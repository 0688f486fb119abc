import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { get, messageOf, post } from '../../../ui/api.ts'
import { Button, SelectField } from '../../../ui/controls.tsx'
import { useFilters, useGo } from '../../../ui/navigation.tsx'
import { useWhy } from '../../../ui/session.tsx'
import { Loaded, Notice } from '../../../ui/states.tsx'
import { common } from '../../../ui/words/common.ts'
import { staffWords } from '../../../ui/words/staff.ts'
import { language } from '../../../ui/words.ts'
import { purposes } from '../../../vocabulary/purposes.ts'
import { type Role, roles } from '../../../vocabulary/roles.ts'
import type { Matrix as MatrixRows } from '../schema.ts'
import { StaffHead } from './staff-head.tsx'
import { choicesOf, jurisdictionWords, roleWord, wordOf } from './words.ts'

const everyRole = Object.keys(roles) as Role[]

/** 权限矩阵: role × action × reach × purpose, from the one table of rules; printable. */
export function MatrixPage() {
  const [filters, setFilters] = useFilters()
  const result = useQuery({
    queryKey: ['matrix'],
    queryFn: async ({ signal }) => (await get<MatrixRows>('/matrix', signal)).items,
  })
  const { role, resource } = filters
  const shown = everyRole.filter((one) => role === undefined || one === role)
  const resources = [...new Set((result.data ?? []).map((row) => row.resource))]
  return (
    <div className="page">
      <StaffHead here="/matrix" title={staffWords.matrix} note={staffWords.matrixNote} />
      <div className="filters">
        <SelectField
          label={staffWords.role}
          placeholder={staffWords.anyRole}
          value={role ?? ''}
          choices={choicesOf(roles)}
          onChange={(event) => setFilters({ role: event.target.value })}
        />
        <SelectField
          label={staffWords.resource}
          placeholder={staffWords.anyResource}
          value={resource ?? ''}
          choices={resources.map((value) => ({ value, label: value }))}
          onChange={(event) => setFilters({ resource: event.target.value })}
        />
        <Button onClick={() => window.print()}>{common.print}</Button>
      </div>
      <LookAs />
      <p className="muted">{staffWords.legend}</p>
      <Loaded result={result}>
        {(rows) => (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          <section className="matrix-frame panel" tabIndex={0} aria-label={staffWords.matrix}>
            <table className="matrix">
              <thead>
                <tr>
                  <th scope="col">{staffWords.action}</th>
                  <th scope="col">{staffWords.purpose}</th>
                  {shown.map((one) => (
                    <th scope="col" key={one}>
                      {roleWord(one)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows
                  .filter((row) => resource === undefined || row.resource === resource)
                  .filter((row) => role === undefined || row.who.some((one) => one.role === role))
                  .map((row) => (
                    <tr key={row.action}>
                      <th scope="row">
                        {language === 'zh' ? row.zh : row.en} <code className="faint">{row.action}</code>
                      </th>
                      <td>{wordOf(purposes, row.purpose)}</td>
                      {shown.map((one) => {
                        const reach = row.who.find((entry) => entry.role === one)?.jurisdiction
                        return (
                          <td key={one} data-reach={reach}>
                            {reach === undefined ? '' : (jurisdictionWords[reach] ?? reach)}
                          </td>
                        )
                      })}
                    </tr>
                  ))}
              </tbody>
            </table>
          </section>
        )}
      </Loaded>
    </div>
  )
}

function LookAs() {
  const why = useWhy('role.lookAs')
  const client = useQueryClient()
  const go = useGo()
  const [role, setRole] = useState('operator')
  const [wrong, setWrong] = useState<string | null>(null)
  const look = async (): Promise<void> => {
    try {
      await post('/session/look-as', { role })
      await client.resetQueries()
      go('/')
    } catch (cause) {
      setWrong(messageOf(cause))
    }
  }
  return (
    <section className="panel look-as" aria-label={staffWords.lookAs}>
      <div className="body stack">
        <div className="row">
          <SelectField
            label={staffWords.lookAs}
            hint={staffWords.lookAsNote}
            value={role}
            choices={choicesOf(roles)}
            onChange={(event) => setRole(event.target.value)}
          />
          <Button disabledReason={why} onClick={() => void look()}>
            {staffWords.look}
          </Button>
        </div>
        {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
      </div>
    </section>
  )
}
