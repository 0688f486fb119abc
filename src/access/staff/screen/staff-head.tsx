import { To } from '../../../ui/navigation.tsx'
import { useMay } from '../../../ui/session.tsx'
import { staffWords } from '../../../ui/words/staff.ts'
import './staff.css'

const pages = [
  { path: '/staff/agencies', label: staffWords.agencies, action: 'staff.read' },
  { path: '/staff/officers', label: staffWords.officers, action: 'staff.read' },
  { path: '/staff/requests', label: staffWords.requests, action: 'staff.confirm' },
  { path: '/matrix', label: staffWords.matrix, action: 'matrix.read' },
] as const

/** Heading of the pages of this part, with the way between them. */
export function StaffHead({ here, title, note }: { here: string; title: string; note: string }) {
  const may = useMay()
  return (
    <>
      <header className="page-head">
        <h1>{title}</h1>
        <p className="muted">{note}</p>
      </header>
      <nav className="views staff-views" aria-label={staffWords.agencies}>
        {pages
          .filter((page) => may(page.action))
          .map((page) => (
            <To key={page.path} path={page.path} className={page.path === here ? 'view here' : 'view'}>
              {page.label}
            </To>
          ))}
      </nav>
    </>
  )
}
