import {
  type ButtonHTMLAttributes,
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
  useId,
} from 'react'

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'disabled'> {
  readonly kind?: 'primary' | 'normal' | 'danger' | 'plain'
  /** Why it cannot be pressed now. The button stays reachable, so that the reason can be read and heard. */
  readonly disabledReason?: string | null
  readonly busy?: boolean
  readonly shortcut?: string
}

export function Button({
  kind = 'normal',
  disabledReason = null,
  busy = false,
  shortcut,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  const reasonId = useId()
  const blocked = disabledReason !== null || busy
  return (
    <>
      <button
        type="button"
        {...rest}
        className={`button ${rest.className ?? ''}`}
        data-kind={kind}
        aria-disabled={blocked || undefined}
        aria-busy={busy || undefined}
        aria-describedby={disabledReason === null ? rest['aria-describedby'] : reasonId}
        aria-keyshortcuts={shortcut}
        title={disabledReason ?? rest.title}
        onClick={(event) => {
          if (blocked) event.preventDefault()
          else onClick?.(event)
        }}
      >
        {children}
        {shortcut !== undefined && (
          <span aria-hidden="true">
            <kbd>{shortcut}</kbd>
          </span>
        )}
      </button>
      {disabledReason !== null && (
        <span id={reasonId} className="visually-hidden">
          {disabledReason}
        </span>
      )}
    </>
  )
}

export function Field({
  label,
  hint,
  wrong,
  children,
  id,
}: {
  label: string
  hint?: string | null
  wrong?: string | null
  id: string
  children: ReactNode
}) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children}
      {hint !== undefined && hint !== null && (
        <span className="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {wrong !== undefined && wrong !== null && (
        <span className="wrong" id={`${id}-wrong`} role="alert">
          {wrong}
        </span>
      )}
    </div>
  )
}

interface FieldText {
  readonly label: string
  readonly hint?: string | null
  readonly wrong?: string | null
}

const describedBy = (id: string, { hint, wrong }: FieldText): string | undefined =>
  [hint ? `${id}-hint` : null, wrong ? `${id}-wrong` : null].filter(Boolean).join(' ') || undefined

export function TextField({ label, hint, wrong, ...rest }: FieldText & InputHTMLAttributes<HTMLInputElement>) {
  const own = useId()
  const id = rest.id ?? own
  const text = { label, hint, wrong }
  return (
    <Field {...text} id={id}>
      <input
        {...rest}
        id={id}
        className="control"
        aria-invalid={Boolean(wrong) || undefined}
        aria-describedby={describedBy(id, text)}
      />
    </Field>
  )
}

export function TextArea({ label, hint, wrong, ...rest }: FieldText & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const own = useId()
  const id = rest.id ?? own
  const text = { label, hint, wrong }
  return (
    <Field {...text} id={id}>
      <textarea
        {...rest}
        id={id}
        className="control"
        aria-invalid={Boolean(wrong) || undefined}
        aria-describedby={describedBy(id, text)}
      />
    </Field>
  )
}

export interface Choice {
  readonly value: string
  readonly label: string
}

/** The platform's own select under our look: it opens by keyboard and reads out in every domestic browser. */
export function SelectField({
  label,
  hint,
  wrong,
  choices,
  placeholder,
  ...rest
}: FieldText & SelectHTMLAttributes<HTMLSelectElement> & { choices: readonly Choice[]; placeholder?: string }) {
  const own = useId()
  const id = rest.id ?? own
  const text = { label, hint, wrong }
  return (
    <Field {...text} id={id}>
      <select
        {...rest}
        id={id}
        className="control"
        aria-invalid={Boolean(wrong) || undefined}
        aria-describedby={describedBy(id, text)}
      >
        {placeholder !== undefined && <option value="">{placeholder}</option>}
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </Field>
  )
}

export function CheckField({
  label,
  hint,
  ...rest
}: { label: ReactNode; hint?: string } & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <label className="choice">
      <input {...rest} type="checkbox" />
      <span>
        {label}
        {hint !== undefined && <span className="faint"> {hint}</span>}
      </span>
    </label>
  )
}

export function RadioGroup({
  legend,
  name,
  value,
  choices,
  onChoose,
}: {
  legend: string
  name: string
  value: string
  choices: readonly (Choice & { hint?: string })[]
  onChoose: (value: string) => void
}) {
  return (
    <fieldset className="radio-group">
      <legend>{legend}</legend>
      {choices.map((choice) => (
        <label className="choice" key={choice.value}>
          <input
            type="radio"
            name={name}
            value={choice.value}
            checked={value === choice.value}
            onChange={() => onChoose(choice.value)}
          />
          <span>
            {choice.label}
            {choice.hint !== undefined && <span className="faint"> {choice.hint}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  )
}
