import { Button, CheckField, SelectField, TextArea, TextField } from '../../ui/controls.tsx'
import { money } from '../../ui/format.ts'
import { mediationWords } from '../../ui/words/mediation.ts'
import { fill } from '../../ui/words.ts'
import type { AgreementTerms, Obligation } from '../terms.schema.ts'

export const emptyTerms: AgreementTerms = {
  facts: '',
  obligations: [],
  total: 0,
  manner: '',
  place: '',
  defaultConsequence: '',
  further: [],
  concernsIdentity: false,
}

const sumOf = (obligations: readonly Obligation[]): number =>
  obligations.reduce((sum, obligation) => sum + obligation.amount, 0)

/** Structured terms; the text of the agreement is made from them on the server and never typed freely. The total is always the sum. */
export function TermsEditor({ terms, onChange }: { terms: AgreementTerms; onChange: (terms: AgreementTerms) => void }) {
  const change = (part: Partial<AgreementTerms>): void => {
    const next = { ...terms, ...part }
    onChange({ ...next, total: sumOf(next.obligations) })
  }
  const changeObligation = (index: number, part: Partial<Obligation>): void =>
    change({
      obligations: terms.obligations.map((obligation, at) => (at === index ? { ...obligation, ...part } : obligation)),
    })
  return (
    <div className="stack">
      <TextArea
        label={mediationWords.facts}
        value={terms.facts}
        onChange={(event) => change({ facts: event.target.value })}
      />
      <fieldset className="radio-group">
        <legend>{mediationWords.obligations}</legend>
        {terms.obligations.map((obligation, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an item has no identity but its place
          <div className="obligation" key={index}>
            <SelectField
              label={`${mediationWords.obligor} ${index + 1}`}
              value={obligation.obligor}
              onChange={(event) => changeObligation(index, { obligor: event.target.value as Obligation['obligor'] })}
              choices={[
                { value: 'respondent', label: mediationWords.respondent },
                { value: 'claimant', label: mediationWords.claimant },
              ]}
            />
            <TextField
              label={`${mediationWords.act} ${index + 1}`}
              value={obligation.act}
              onChange={(event) => changeObligation(index, { act: event.target.value })}
            />
            <TextField
              label={`${mediationWords.amount} ${index + 1}`}
              type="number"
              min={0}
              step="0.01"
              value={obligation.amount / 100}
              onChange={(event) => changeObligation(index, { amount: Math.round(Number(event.target.value) * 100) })}
            />
            <TextField
              label={`${mediationWords.due} ${index + 1}`}
              type="date"
              value={obligation.due}
              onChange={(event) => changeObligation(index, { due: event.target.value })}
            />
            <Button
              kind="plain"
              aria-label={fill(mediationWords.removeObligation, { n: index + 1 })}
              onClick={() => change({ obligations: terms.obligations.filter((_, at) => at !== index) })}
            >
              ✕
            </Button>
          </div>
        ))}
        <div className="row spread">
          <Button
            onClick={() =>
              change({
                obligations: [
                  ...terms.obligations,
                  { obligor: 'respondent', act: mediationWords.payment, amount: 0, due: '' },
                ],
              })
            }
          >
            {mediationWords.addObligation}
          </Button>
          <strong>
            {mediationWords.total} {money(terms.total)}
          </strong>
        </div>
      </fieldset>
      <div className="filters wide">
        <TextField
          label={mediationWords.manner}
          value={terms.manner}
          onChange={(event) => change({ manner: event.target.value })}
        />
        <TextField
          label={mediationWords.place}
          value={terms.place}
          onChange={(event) => change({ place: event.target.value })}
        />
      </div>
      <TextField
        label={mediationWords.defaultConsequence}
        value={terms.defaultConsequence}
        onChange={(event) => change({ defaultConsequence: event.target.value })}
      />
      <TextArea
        label={mediationWords.further}
        value={terms.further.join('\n')}
        onChange={(event) => change({ further: event.target.value === '' ? [] : event.target.value.split('\n') })}
      />
      <CheckField
        label={mediationWords.concernsIdentity}
        checked={terms.concernsIdentity}
        onChange={(event) => change({ concernsIdentity: event.target.checked })}
      />
    </div>
  )
}
