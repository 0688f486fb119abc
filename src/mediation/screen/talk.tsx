import { useState } from 'react'
import { Button, TextArea } from '../../ui/controls.tsx'
import { dateTime } from '../../ui/format.ts'
import { Tabs } from '../../ui/overlays.tsx'
import { Panel } from '../../ui/panel.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { mediationWords } from '../../ui/words/mediation.ts'
import type { Act, Detail } from './mediation-page.tsx'

/** What is written stays in the box until the server has it; a note never enters the joint list. */
export function Talk({ mediation, act }: { mediation: Detail; act: Act }) {
  const [tab, setTab] = useState('joint')
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({ joint: '', note: '' })
  const [busy, setBusy] = useState(false)
  const list = (audience: 'joint' | 'note') => mediation.messages.filter((message) => message.audience === audience)
  const action = tab === 'joint' ? 'say' : 'note'
  const may = mediation.may.includes(action)
  const send = async (): Promise<void> => {
    setBusy(true)
    try {
      await act({ action, text: texts[tab] ?? '' })
      setTexts({ ...texts, [tab]: '' })
    } catch {
      // Told by the toast; the text stays.
    } finally {
      setBusy(false)
    }
  }
  const content = (audience: 'joint' | 'note') => (
    <div className="talk">
      {list(audience).length === 0 ? (
        <EmptyState kind="none" title={mediationWords.noMessages} />
      ) : (
        <ol aria-live="polite">
          {list(audience).map((message) => (
            <li key={message.id} data-self={message.self}>
              <span className="faint">
                {dateTime(message.at)} {message.authorName}
              </span>
              <p className="prose">{message.text}</p>
            </li>
          ))}
        </ol>
      )}
      {may && (
        <form
          className="stack tight"
          onSubmit={(event) => {
            event.preventDefault()
            void send()
          }}
        >
          <TextArea
            label={mediationWords.write}
            hint={audience === 'note' ? mediationWords.notesHint : null}
            required
            value={texts[audience] ?? ''}
            onChange={(event) => setTexts({ ...texts, [audience]: event.target.value })}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && event.ctrlKey) event.currentTarget.form?.requestSubmit()
            }}
          />
          <div>
            <Button type="submit" kind="primary" busy={busy}>
              {audience === 'note' ? mediationWords.saveNote : mediationWords.send}
            </Button>
          </div>
        </form>
      )}
    </div>
  )
  return (
    <Panel title={mediationWords.talk}>
      <Tabs
        label={mediationWords.talk}
        value={tab}
        onChoose={setTab}
        items={[
          { value: 'joint', label: mediationWords.joint, content: content('joint') },
          { value: 'note', label: mediationWords.notes, content: content('note') },
        ]}
      />
    </Panel>
  )
}
