import { Combobox as Base } from '@base-ui/react/combobox'
import { useId } from 'react'
import type { Choice } from './controls.tsx'
import { matchesPinyin } from './pinyin.ts'
import { common } from './words/common.ts'

/** Choice from many (towns, villages, agencies) by part of the name or by pinyin initials: `hd` finds 浣东街道. */
export function Combobox({
  label,
  choices,
  value,
  onChoose,
  placeholder,
}: {
  label: string
  choices: readonly Choice[]
  value: string
  onChoose: (value: string) => void
  placeholder?: string
}) {
  const id = useId()
  const chosen = choices.find((choice) => choice.value === value) ?? null
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <Base.Root
        items={choices}
        value={chosen}
        itemToStringLabel={(choice: Choice) => choice.label}
        filter={(choice: Choice, typed: string) => matchesPinyin(choice.label, typed)}
        onValueChange={(choice: Choice | null) => onChoose(choice?.value ?? '')}
      >
        <Base.Input id={id} className="control" placeholder={placeholder ?? common.all} />
        <Base.Portal>
          <Base.Positioner sideOffset={4} style={{ zIndex: 55 }}>
            <Base.Popup className="combobox-list">
              <Base.Empty className="faint">{common.noMatch}</Base.Empty>
              <Base.List>
                {(choice: Choice) => (
                  <Base.Item key={choice.value} value={choice} className="combobox-item">
                    {choice.label}
                  </Base.Item>
                )}
              </Base.List>
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
    </div>
  )
}
