import { useEffect, useRef } from 'react'

export type Shortcuts = Readonly<Record<string, () => void>>

const storageKey = 'suyuan.shortcuts'
export const shortcutsOn = (): boolean => window.localStorage.getItem(storageKey) !== 'off'
export const switchShortcuts = (on: boolean): void => window.localStorage.setItem(storageKey, on ? 'on' : 'off')

const writesText = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    ['TEXTAREA', 'SELECT'].includes(target.tagName) ||
    (target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type)))

/**
 * Single-key shortcuts and `g x` pairs. Dead while somebody writes, while an input method composes (keyCode 229 covers
 * kernels that do not set isComposing), while a dialog is open, and when switched off (WCAG 2.1.4).
 */
export function useShortcuts(shortcuts: Shortcuts): void {
  const current = useRef(shortcuts)
  current.current = shortcuts
  useEffect(() => {
    let before = ''
    const onKey = (event: KeyboardEvent): void => {
      if (
        !shortcutsOn() ||
        event.isComposing ||
        event.keyCode === 229 ||
        event.ctrlKey ||
        event.metaKey ||
        event.altKey
      )
        return
      if (writesText(event.target) || document.querySelector('[role="dialog"]') !== null) return
      const pair = before === 'g' ? `g ${event.key}` : ''
      before = event.key
      const action = current.current[pair] ?? current.current[event.key]
      if (action === undefined) return
      event.preventDefault()
      action()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}
