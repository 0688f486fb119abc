import type { IntakeRecord } from '../intake/record.ts'
import { amountColumns, peopleColumns, respondentColumns, titleColumn } from '../vocabulary/reading-columns.ts'
import { partySeparators, sourceTable, textRole } from '../vocabulary/sources.ts'
import { bestSite, sameName, type TextParty } from './accused.ts'
import type { TextPart } from './candidates.ts'
import { findCues } from './cues.ts'
import { fold } from './fold.ts'
import { readDocument, readPhone } from './identifiers.ts'
import { findAmounts, findDates, findPeople, readAmountCell, readNumeral } from './numbers.ts'
import { readOrganisation } from './organisations.ts'
import { readPersonName } from './persons.ts'
import { findPlaces, type PlaceFound } from './places.ts'
import type { Cue, Mention, Reading } from './schema.ts'
import { chooseRespondent, findNumbers, partOf } from './texts.ts'
import { categoryWeights, readType } from './types.ts'

/** Version of the reader: lexicons, patterns and rules together. Stored with each reading. */
export const readerVersion = 'reader-3'

interface Part {
  readonly start: number
  readonly end: number
}

/** The parts of a cell that separators divide, without outer blanks. */
function partsOf(cell: string): Part[] {
  const parts: Part[] = []
  let start = 0
  for (let at = 0; at <= cell.length; at++) {
    if (at < cell.length && !partySeparators.test(cell[at]!)) continue
    let from = start
    let to = at
    while (from < to && /\s/.test(cell[from]!)) from++
    while (to > from && /\s/.test(cell[to - 1]!)) to--
    if (from < to) parts.push({ start: from, end: to })
    start = at + 1
  }
  return parts
}

const maximumText = 20_000

/**
 * What one record says. Pure; never throws, whatever the cells hold. Parties come from the source's columns, and from the text
 * where the column of the other side is empty; spans count UTF-16 units of the cell as received. Amount in 分.
 */
export function readRecord(record: IntakeRecord): Reading {
  const source = sourceTable[record.source]
  const mentions: Mention[] = []
  const claimants: number[] = []
  const respondents: number[] = []
  const folded = new Map<string, string>()
  const cellOf = (column: string): string => {
    let value = folded.get(column)
    if (value === undefined) {
      value = fold((record.row[column] ?? '').slice(0, maximumText))
      folded.set(column, value)
    }
    return value
  }
  let groups = 0
  const push = (
    kind: Mention['kind'],
    column: string,
    role: string,
    start: number,
    end: number,
    normal: string,
    group: number | null,
  ) => {
    mentions.push({ kind, column, role, start, end, text: record.row[column]!.slice(start, end), normal, group })
  }

  for (const party of source.parties) {
    const cell = cellOf(party.column)
    const respondent = (respondentColumns as readonly string[]).includes(party.column)
    const names = partsOf(cell)
    const phones = party.phone ? partsOf(cellOf(party.phone)) : []
    const documents = party.document ? partsOf(cellOf(party.document)) : []
    const count = Math.max(names.length, Math.min(1, phones.length + documents.length))
    for (let index = 0; index < count; index++) {
      const group = groups
      let named = false
      const part = names[index]
      if (part) {
        const text = cell.slice(part.start, part.end)
        const organisation = readOrganisation(text)
        const person = organisation ? null : readPersonName(text)
        if (organisation)
          push('organisation', party.column, party.column, part.start, part.end, organisation.normal, group)
        else if (person) {
          // Long names without an ending are bodies or descriptions, not persons; the registers know more endings than we do.
          const kind = person.normal.length > 6 && !person.normal.includes('·') ? 'organisation' : 'person'
          push(kind, party.column, party.column, part.start, part.end, kind === 'person' ? person.normal : text, group)
        }
        named = organisation !== null || person !== null
      }
      // Phones and documents go with the name of the same position; a single one with the first name.
      const phone =
        phones.length === names.length || names.length <= 1 ? phones[index] : index === 0 ? phones[0] : undefined
      if (phone && party.phone) {
        const normal = readPhone(cellOf(party.phone).slice(phone.start, phone.end))
        if (normal) {
          push('phone', party.phone, party.phone, phone.start, phone.end, normal, group)
          named = true
        }
      }
      const document =
        documents.length === names.length || names.length <= 1
          ? documents[index]
          : index === 0
            ? documents[0]
            : undefined
      if (document && party.document) {
        const number = readDocument(cellOf(party.document).slice(document.start, document.end))
        if (number && number.kind !== 'other') {
          push('idNumber', party.document, party.document, document.start, document.end, number.normal, group)
          named = true
        }
      }
      if (!named) continue
      groups++
      ;(respondent ? respondents : claimants).push(group)
    }
  }

  const texts = source.textColumns.filter((column) => record.row[column])
  // What an authority answered or did is not what the matter is about.
  const ownTexts = texts.filter((column) => !source.resultColumns.includes(column))
  const type = readType(
    ownTexts.map((column) => ({ text: cellOf(column), title: column === titleColumn })),
    source.categoryColumn ? cellOf(source.categoryColumn) || null : null,
    record.source in categoryWeights ? categoryWeights[record.source as keyof typeof categoryWeights] : 0,
  )

  const cues: Cue[] = []
  let people: number | null = null
  let amount: number | null = null
  const sites: { readonly site: PlaceFound; readonly weight: number }[] = []
  for (const column of source.placeColumns) {
    const cell = cellOf(column)
    for (const place of findPlaces(cell)) {
      push('place', column, column, place.start, place.end, place.normal, null)
      if (place.level === 'estate') sites.push({ site: place, weight: 3 })
    }
  }
  for (const column of amountColumns) {
    const cell = cellOf(column)
    const value = cell ? readAmountCell(cell) : null
    if (value === null) continue
    amount ??= value
    push('amount', column, column, 0, cell.length, String(value), null)
  }
  for (const column of peopleColumns) {
    const cell = cellOf(column)
    const value = cell ? (readNumeral(cell.trim()) ?? findPeople(cell)[0]?.value ?? null) : null
    if (value === null || !Number.isFinite(value)) continue
    people ??= value
    push('people', column, column, 0, cell.length, String(value), null)
  }

  const partyNames = mentions.filter(
    (mention) => (mention.kind === 'person' || mention.kind === 'organisation') && mention.group !== null,
  )
  const found: TextParty[] = []
  const parts: TextPart[] = []
  for (const column of ownTexts) {
    const text = cellOf(column)
    const title = column === titleColumn
    const part = partOf(column, text, title)
    parts.push(part)
    const { organisations } = part
    const taken = (start: number, end: number) => organisations.some((other) => other.start < end && start < other.end)
    for (const cue of findCues(text))
      cues.push({
        kind: cue.kind,
        column,
        start: cue.start,
        end: cue.end,
        text: record.row[column]!.slice(cue.start, cue.end),
      })
    for (const place of part.places) {
      if (taken(place.start, place.end) && place.level !== 'estate') continue
      push('place', column, textRole, place.start, place.end, place.normal, null)
      if (place.level === 'estate') sites.push({ site: place, weight: title ? 2 : 1 })
    }
    for (const organisation of organisations)
      if (organisation.name.kind === 'other')
        push('place', column, textRole, organisation.start, organisation.end, organisation.name.normal, null)
    for (const organisation of organisations)
      found.push({
        column,
        kind: 'organisation',
        start: organisation.start,
        end: organisation.end,
        normal: organisation.name.normal,
        body: organisation.name.kind,
        masked: organisation.name.normal.endsWith('*'),
      })
    for (const person of part.persons)
      if (!taken(person.start, person.end))
        found.push({
          column,
          kind: 'person',
          start: person.start,
          end: person.end,
          normal: person.name.normal,
          body: 'person',
          masked: person.name.partial,
        })
    for (const money of findAmounts(text)) {
      push('amount', column, textRole, money.start, money.end, String(money.value), null)
      if (record.row[amountColumns[0]] === undefined && record.source !== 'contract')
        amount = Math.max(amount ?? 0, money.value)
    }
    for (const date of findDates(text)) push('date', column, textRole, date.start, date.end, date.normal, null)
    for (const group of findPeople(text)) {
      push('people', column, textRole, group.start, group.end, String(group.value), null)
      if (!peopleColumns.some((name) => record.row[name])) people = Math.max(people ?? 0, group.value)
    }
    for (const number of findNumbers(text))
      push(number.kind, column, textRole, number.start, number.end, number.normal, null)
  }

  // A text's party that a column names already belongs to that column's group; the others get groups of their own.
  const textGroups = new Map<string, number>()
  for (const party of found) {
    const known = partyNames.find((mention) => sameName(mention, party))
    let group: number | null = known?.group ?? textGroups.get(party.normal) ?? null
    if (
      group === null &&
      !party.masked &&
      (party.body === 'company' || party.body === 'other' || party.body === 'person')
    ) {
      group = groups++
      textGroups.set(party.normal, group)
    }
    push(party.kind, party.column, textRole, party.start, party.end, party.normal, group)
  }
  if (
    respondents.length === 0 &&
    record.source !== 'contract' &&
    record.source !== 'repayment' &&
    type.type !== 'none'
  ) {
    const chosen = chooseRespondent(parts, type.type)
    const party = chosen
      ? found.find(
          (one) => one.column === chosen.column && one.start <= chosen.start && one.end === chosen.end && !one.masked,
        )
      : undefined
    if (party) {
      // The text may name who already stands in a column, then it is that party: perhaps the very one who complains.
      let group =
        textGroups.get(party.normal) ??
        mentions.find((mention) => mention.kind === party.kind && mention.normal === party.normal)?.group ??
        undefined
      if (group === undefined) {
        group = groups++
        for (const [index, mention] of mentions.entries())
          if (
            mention.role === textRole &&
            mention.normal === party.normal &&
            mention.kind === party.kind &&
            mention.group === null
          )
            mentions[index] = { ...mention, group }
      }
      if (!claimants.includes(group)) respondents.push(group)
    } else if (chosen?.fromEnding) {
      const group = groups++
      push(
        chosen.body === 'person' ? 'person' : 'organisation',
        chosen.column,
        textRole,
        chosen.start,
        chosen.end,
        chosen.nominal ? `@${chosen.role ?? chosen.text}` : chosen.text,
        group,
      )
      respondents.push(group)
    }
  }
  return {
    recordId: record.id,
    type: record.source === 'contract' || record.source === 'repayment' ? 'finance' : type.type,
    typeProbability: type.probability,
    mentions,
    cues,
    people,
    amount,
    claimants,
    respondents,
    site: bestSite(sites),
  }
}
