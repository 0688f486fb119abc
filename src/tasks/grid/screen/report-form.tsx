import { useQuery } from '@tanstack/react-query'
import { type ChangeEvent, useState } from 'react'
import { photoLimit } from '../../../intake/schema.ts'
import { post } from '../../../ui/api.ts'
import { Button, SelectField, TextArea, TextField } from '../../../ui/controls.tsx'
import { dateTime } from '../../../ui/format.ts'
import { Notice } from '../../../ui/states.tsx'
import { gridUi } from '../../../ui/words/grid.ts'
import { fill, said } from '../../../ui/words.ts'
import { gridCategories, gridCategoryNames } from '../../../vocabulary/grid-categories.ts'
import { placeName, villages } from '../../../vocabulary/places.ts'
import type { SimilarList } from '../schema.ts'
import type { Draft } from './drafts.ts'
import { shrink } from './shrink.ts'
import { Voice } from './voice.tsx'

interface StepProps {
  readonly draft: Draft
  readonly change: (more: Partial<Draft>) => void
}

const stepNames = { 1: gridUi.what, 2: gridUi.whoWhere, 3: gridUi.check } as const

/** What the step still lacks, in words, or null. */
function lacking(draft: Draft): string | null {
  if (draft.category === '') return gridUi.chooseKind
  if (draft.text.trim().length < 4) return gridUi.writeWhat
  return draft.step >= 2 && draft.village === '' ? gridUi.chooseVillage : null
}

/** Three screens, one after the other; each change is on the phone before the next one is made. */
export function ReportForm({
  draft,
  town,
  online,
  change,
  onClose,
}: StepProps & { town: string | null; online: boolean; onClose: () => void }) {
  const missing = lacking(draft)
  const forward = (): void => change(draft.step === 3 ? { state: 'waiting' } : { step: draft.step === 1 ? 2 : 3 })
  return (
    <section className="panel grid-form" aria-label={stepNames[draft.step]}>
      <div className="body stack">
        <h2>
          {stepNames[draft.step]} <span className="muted">{fill(gridUi.step, { n: draft.step })}</span>
        </h2>
        {draft.step === 1 && <What draft={draft} change={change} />}
        {draft.step === 2 && <WhoWhere draft={draft} change={change} town={town} online={online} />}
        {draft.step === 3 && <Check draft={draft} />}
        <div className="grid-foot">
          <Button kind="primary" disabledReason={missing} onClick={forward}>
            {draft.step < 3 ? gridUi.next : online ? gridUi.send : gridUi.keep}
          </Button>
          {missing !== null && <span className="hint">{missing}</span>}
          <div className="row">
            {draft.step > 1 && (
              <Button onClick={() => change({ step: draft.step === 3 ? 2 : 1 })}>{gridUi.back}</Button>
            )}
            <Button kind="plain" onClick={onClose}>
              {gridUi.close}
            </Button>
            <span className="faint">{gridUi.kept}</span>
          </div>
        </div>
      </div>
    </section>
  )
}

function What({ draft, change }: StepProps) {
  return (
    <>
      <fieldset className="grid-kinds">
        <legend>{gridUi.category}</legend>
        {gridCategoryNames.map((name) => (
          <label key={name} className="choice">
            <input
              type="radio"
              name="category"
              checked={draft.category === name}
              onChange={() => change({ category: name })}
            />
            <span>{said(gridCategories[name])}</span>
          </label>
        ))}
      </fieldset>
      <TextArea
        label={gridUi.text}
        hint={gridUi.textHint}
        rows={4}
        maxLength={4000}
        value={draft.text}
        onChange={(event) => change({ text: event.target.value })}
      />
      <Voice onText={(text) => change({ text: draft.text + text })} />
      <Photos draft={draft} change={change} />
    </>
  )
}

function Photos({ draft, change }: StepProps) {
  const [wrong, setWrong] = useState(false)
  const add = async (event: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const field = event.target
    const files = [...(field.files ?? [])].slice(0, photoLimit.count - draft.photos.length)
    const shrunk = await Promise.all(files.map(shrink))
    field.value = ''
    setWrong(shrunk.includes(null))
    change({ photos: [...draft.photos, ...shrunk.filter((photo) => photo !== null)] })
  }
  return (
    <div className="field">
      <label htmlFor="grid-photos">{gridUi.photos}</label>
      <ul className="grid-photos">
        {draft.photos.map((photo, at) => (
          <li key={photo.preview}>
            <img src={photo.preview} alt={fill(gridUi.photo, { n: at + 1 })} />
            <Button
              aria-label={fill(gridUi.removePhoto, { n: at + 1 })}
              onClick={() => change({ photos: draft.photos.filter((other) => other !== photo) })}
            >
              {gridUi.removeDraft}
            </Button>
          </li>
        ))}
      </ul>
      {draft.photos.length < photoLimit.count && (
        <>
          <input
            id="grid-photos"
            className="visually-hidden"
            type="file"
            accept="image/*"
            multiple
            aria-describedby="grid-photos-note"
            onChange={(event) => void add(event)}
          />
          <label htmlFor="grid-photos" className="button">
            {gridUi.addPhoto}
          </label>
        </>
      )}
      <span className="hint" id="grid-photos-note">
        {gridUi.photoNote}
      </span>
      {wrong && <Notice tone="wrong">{gridUi.photoWrong}</Notice>}
    </div>
  )
}

function WhoWhere({ draft, change, town, online }: StepProps & { town: string | null; online: boolean }) {
  const text = (name: 'address' | 'people' | 'partyA' | 'phoneA' | 'partyB' | 'phoneB' | 'done') => ({
    label: gridUi[name],
    value: draft[name],
    maxLength: name === 'done' ? 1000 : name === 'address' ? 200 : name.startsWith('phone') ? 30 : 60,
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => change({ [name]: event.target.value }),
  })
  return (
    <>
      <SelectField
        label={gridUi.village}
        value={draft.village}
        onChange={(event) => change({ village: event.target.value, related: '' })}
        choices={[
          ...(town === null ? [] : [{ value: town, label: placeName(town) }]),
          ...villages.filter(({ parent }) => parent === town).map(({ code, name }) => ({ value: code, label: name })),
        ]}
      />
      <TextField {...text('address')} autoComplete="off" />
      <Similar draft={draft} change={change} online={online} />
      <TextField {...text('people')} inputMode="numeric" pattern="[0-9]*" maxLength={4} />
      <TextField {...text('partyA')} autoComplete="off" />
      <TextField {...text('phoneA')} inputMode="tel" autoComplete="off" />
      <TextField {...text('partyB')} autoComplete="off" />
      <TextField {...text('phoneB')} inputMode="tel" autoComplete="off" />
      <TextArea {...text('done')} rows={2} />
    </>
  )
}

/** What the own town reported lately and may be the same: one touch goes on with it, another says that it is new. */
function Similar({ draft, change, online }: StepProps & { online: boolean }) {
  const [asNew, setAsNew] = useState(false)
  const result = useQuery({
    queryKey: ['grid-similar', draft.id, draft.village, draft.address, draft.category],
    enabled: online && draft.address.trim().length >= 2,
    queryFn: () =>
      post<SimilarList>('/grid-reports/similar', {
        category: draft.category,
        text: draft.text,
        place: draft.village,
        address: draft.address,
      }),
    gcTime: 0,
  })
  if (!online) return <p className="muted">{gridUi.similarOffline}</p>
  const items = result.data?.items ?? []
  if (items.length === 0) return null
  return (
    <div className="notice" data-tone="warn">
      <strong>{fill(gridUi.similar, { n: items.length })}</strong>
      <p>{gridUi.similarNote}</p>
      <ul className="grid-similar">
        {items.map((event) => (
          <li key={event.number}>
            <span>
              {dateTime(event.reportedAt)} · {event.category} · {event.address}
            </span>
            <span className="prose">{event.excerpt}</span>
            <Button
              aria-pressed={draft.related === event.number}
              aria-label={`${gridUi.goesOn} ${event.number}`}
              onClick={() => change({ related: draft.related === event.number ? '' : event.number })}
            >
              {gridUi.goesOn}
            </Button>
          </li>
        ))}
      </ul>
      <Button
        kind="plain"
        aria-pressed={asNew && draft.related === ''}
        onClick={() => {
          setAsNew(true)
          change({ related: '' })
        }}
      >
        {gridUi.isNew}
      </Button>
    </div>
  )
}

function Check({ draft }: { draft: Draft }) {
  const lines: readonly (readonly [string, string])[] = [
    [gridUi.category, draft.category === '' ? '' : said(gridCategories[draft.category])],
    [gridUi.text, draft.text],
    [gridUi.village, draft.village === '' ? '' : placeName(draft.village)],
    [gridUi.address, draft.address],
    [gridUi.people, draft.people],
    [gridUi.partyA, [draft.partyA, draft.phoneA].filter(Boolean).join(' ')],
    [gridUi.partyB, [draft.partyB, draft.phoneB].filter(Boolean).join(' ')],
    [gridUi.done, draft.done],
    [gridUi.goesOn, draft.related],
  ]
  return (
    <>
      <dl className="grid-check">
        {lines
          .filter(([, value]) => value !== '')
          .map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd className="prose">{value}</dd>
            </div>
          ))}
      </dl>
      <ul className="grid-photos">
        {draft.photos.map((photo, at) => (
          <li key={photo.preview}>
            <img src={photo.preview} alt={fill(gridUi.photo, { n: at + 1 })} />
          </li>
        ))}
      </ul>
    </>
  )
}
