import { useState } from 'react'
import { messageOf, post } from '../../ui/api.ts'
import { Button, TextArea, TextField } from '../../ui/controls.tsx'
import { useGo } from '../../ui/navigation.tsx'
import { Dialog } from '../../ui/overlays.tsx'
import { Notice } from '../../ui/states.tsx'
import { common } from '../../ui/words/common.ts'
import { taskWords } from '../../ui/words/tasks.ts'
import { fill } from '../../ui/words.ts'

/** `1幢 60` per line → building and number of dwellings; the number of the line that is not understood otherwise. */
export function parseBuildings(text: string): {
  buildings: { building: string; count: number }[]
  wrongLine: number | null
} {
  const buildings: { building: string; count: number }[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const match = /^\s*(.{1,40}?)[\s,，：:]+(\d{1,4})\s*户?\s*$/.exec(line)
    const count = Number(match?.[2])
    if (match?.[1] === undefined || count < 1 || count > 1000) return { buildings, wrongLine: index + 1 }
    buildings.push({ building: match[1], count })
  }
  return { buildings, wrongLine: buildings.length === 0 ? 1 : null }
}

export function VisitListDialog({ alertId, onClose }: { alertId: string; onClose: () => void }) {
  const go = useGo()
  const [title, setTitle] = useState('')
  const [text, setText] = useState('')
  const [days, setDays] = useState('60')
  const [wrong, setWrong] = useState<string | null>(null)
  const make = async (): Promise<void> => {
    const { buildings, wrongLine } = parseBuildings(text)
    if (wrongLine !== null) {
      setWrong(fill(taskWords.buildingsWrong, { line: wrongLine }))
      return
    }
    try {
      const made = await post<{ id: string }>('/visit-lists', {
        alertId,
        buildings,
        expiresInDays: Number(days),
        ...(title === '' ? {} : { title }),
      })
      go(`/visits/${made.id}`)
    } catch (cause) {
      setWrong(messageOf(cause))
    }
  }
  return (
    <Dialog title={taskWords.createVisits} open onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void make()
        }}
      >
        <p className="muted">{taskWords.visitsNote}</p>
        <TextField
          label={taskWords.visitTitle}
          value={title}
          maxLength={200}
          onChange={(event) => setTitle(event.target.value)}
        />
        <TextArea
          label={taskWords.buildingsField}
          hint={taskWords.buildingsHint}
          required
          rows={6}
          wrong={wrong}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <TextField
          label={taskWords.expiresInDays}
          type="number"
          min={1}
          max={180}
          value={days}
          onChange={(event) => setDays(event.target.value)}
        />
        {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
        <div className="row">
          <Button type="submit" kind="primary">
            {taskWords.createVisits}
          </Button>
          <Button onClick={onClose}>{common.cancel}</Button>
        </div>
      </form>
    </Dialog>
  )
}
