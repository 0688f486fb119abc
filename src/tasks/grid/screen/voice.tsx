import { useEffect, useRef, useState } from 'react'
import { Button } from '../../../ui/controls.tsx'
import { gridUi } from '../../../ui/words/grid.ts'

interface Recognition {
  lang: string
  processLocally: boolean
  continuous: boolean
  onresult: (event: {
    results: ArrayLike<ArrayLike<{ transcript: string }> & { isFinal: boolean }>
    resultIndex: number
  }) => void
  onend: () => void
  onerror: () => void
  start(): void
  stop(): void
}
interface Recognizer {
  new (): Recognition
  available?(options: { langs: readonly string[]; processLocally: boolean }): Promise<string>
}

const spoken = 'zh-CN'
const recognizer = (): Recognizer | undefined =>
  (window as unknown as { SpeechRecognition?: Recognizer }).SpeechRecognition

/**
 * Dictation where the browser recognises speech on the phone itself. Where it would send the voice elsewhere, or cannot do it
 * at all, there is no button: what a resident tells stays on the phone.
 */
export function Voice({ onText }: { onText: (text: string) => void }) {
  const [able, setAble] = useState(false)
  const [on, setOn] = useState(false)
  const running = useRef<Recognition | null>(null)
  useEffect(() => {
    let here = true
    recognizer()
      ?.available?.({ langs: [spoken], processLocally: true })
      .then((state) => here && setAble(state === 'available'))
      .catch(() => undefined)
    return () => {
      here = false
      running.current?.stop()
    }
  }, [])
  const Recogniser = recognizer()
  if (!able || Recogniser === undefined) return null
  const start = (): void => {
    const recognition = new Recogniser()
    recognition.lang = spoken
    recognition.processLocally = true
    recognition.continuous = true
    recognition.onresult = (event) => {
      for (let at = event.resultIndex; at < event.results.length; at++) {
        const result = event.results[at]!
        if (result.isFinal) onText(result[0]!.transcript)
      }
    }
    recognition.onend = () => setOn(false)
    // Without the microphone the field is typed in; the button goes rather than fail again.
    recognition.onerror = () => setAble(false)
    running.current = recognition
    recognition.start()
    setOn(true)
  }
  return (
    <div className="row">
      <Button onClick={() => (on ? running.current?.stop() : start())}>
        {on ? gridUi.stopSpeaking : gridUi.speak}
      </Button>
      <span className="muted">{gridUi.speakNote}</span>
    </div>
  )
}
