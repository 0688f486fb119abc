import { readFileSync } from 'node:fs'
import { respondentPrompt } from '../vocabulary/model-prompt.ts'
import type { TextColumn, TextMention, TextReading } from './texts.ts'

/** An OpenAI-compatible address of the county's own; an empty `address` means that no model is asked. */
export interface ModelSettings {
  /** Up to and without `/chat/completions`: `http://10.0.0.5:8000/v1`. */
  readonly address: string
  readonly model: string
  /** File that holds the key alone; empty where the address wants none. */
  readonly keyFile: string
}

export interface ModelPort {
  ask(columns: readonly TextColumn[], reading: TextReading): Promise<TextReading>
  /** What became of the questions so far. */
  readonly counts: { used: number; nothing: number; failed: number }
}

/** A reader waits no longer; then the rules' reading stands. */
const defaultPatience = 10_000
/** So many failures one after another, and the address is left alone until the next run. */
const failuresAllowed = 5
const longestQuestion = 4_000
const longestAnswer = 64_000
const longestName = 60

interface Answer {
  readonly respondent?: unknown
  readonly place?: unknown
}

async function textOf(reply: Response): Promise<string> {
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of reply.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true })
    if (text.length > longestAnswer) throw new Error('answer too long')
  }
  return text
}

async function ask(
  settings: ModelSettings,
  key: string,
  patience: number,
  columns: readonly TextColumn[],
): Promise<Answer> {
  const reply = await fetch(`${settings.address.replace(/\/+$/, '')}/chat/completions`, {
    method: 'POST',
    // A redirect could carry the text to somebody else's address.
    redirect: 'error',
    signal: AbortSignal.timeout(patience),
    headers: { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) },
    body: JSON.stringify({
      model: settings.model,
      temperature: 0,
      messages: [
        { role: 'system', content: respondentPrompt },
        { role: 'user', content: columns.map((column) => column.text.slice(0, longestQuestion)).join('\n') },
      ],
    }),
  })
  if (!reply.ok) throw new Error(`status ${reply.status}`)
  const body = JSON.parse(await textOf(reply)) as { choices?: { message?: { content?: unknown } }[] }
  const content = body.choices?.[0]?.message?.content
  if (typeof content !== 'string') throw new Error('no content')
  const answer: unknown = JSON.parse(content.slice(content.indexOf('{'), content.lastIndexOf('}') + 1))
  if (answer === null || typeof answer !== 'object') throw new Error('no object')
  return answer
}

/** Where a column holds the words that the model gave, exactly; null where none does. */
function mentionOf(columns: readonly TextColumn[], kind: TextMention['kind'], words: unknown): TextMention | null {
  if (typeof words !== 'string' || words.trim().length < 2 || words.length > longestName) return null
  for (const { column, text } of columns) {
    const start = text.indexOf(words)
    if (start >= 0) return { kind, column, start, end: start + words.length, text: words, normal: words }
  }
  return null
}

/**
 * Asks the county's own model where the rules found nobody; null when none is configured. What it says counts only where
 * it is an exact piece of the text; on any fault or delay the rules' reading stands and a counter says so.
 * Never called inside a transaction: a slow address must hold no lock.
 */
export function modelPort(settings: ModelSettings, patience = defaultPatience): ModelPort | null {
  if (settings.address === '') return null
  let key: string | null = null
  let failures = 0
  const counts = { used: 0, nothing: 0, failed: 0 }
  const asked = async (columns: readonly TextColumn[], reading: TextReading): Promise<TextReading> => {
    if (reading.respondent !== '' || failures >= failuresAllowed) return reading
    try {
      key ??= settings.keyFile === '' ? '' : readFileSync(settings.keyFile, 'utf8').trim()
      const answer = await ask(settings, key, patience, columns)
      failures = 0
      const respondent = mentionOf(columns, 'organisation', answer.respondent)
      const place = reading.place === '' ? mentionOf(columns, 'place', answer.place) : null
      counts[respondent || place ? 'used' : 'nothing']++
      return {
        ...reading,
        respondent: respondent?.text ?? '',
        place: place?.text ?? reading.place,
        mentions: [...reading.mentions, ...[respondent, place].filter((mention) => mention !== null)],
      }
    } catch {
      failures++
      counts.failed++
      return reading
    }
  }
  return { ask: asked, counts }
}
