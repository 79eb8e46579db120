// Keys of the page that is open: single letters and arrows only outside text fields, nothing while an input method works.
import { useEffect, useRef } from 'react'
import { strokeOf } from '../frame/keyboard.ts'

/**
 * Acts by key, in small letters: `d`, `1`, `arrowdown`, `ctrl+enter`. A key with Ctrl acts in text fields too. The arrows stay
 * with radio buttons and tabs; while a dialog is open no key of the page acts.
 */
export function useKeys(keys: Readonly<Record<string, () => unknown>>): void {
  const wanted = useRef(keys)
  useEffect(() => {
    wanted.current = keys
  })
  useEffect(() => {
    function press(event: KeyboardEvent) {
      const stroke = strokeOf(event)
      if (event.defaultPrevented || stroke.composing || stroke.alt || stroke.meta) return
      if (!stroke.ctrl && (stroke.typing || ownsKey(event))) return
      const key = event.key.toLowerCase()
      const act = wanted.current[stroke.ctrl ? `ctrl+${key}` : key]
      if (act === undefined || document.querySelector('dialog[open], [aria-modal="true"]') !== null) return
      event.preventDefault()
      act()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [])
}

/** A control that has its own use for the arrows. */
function ownsKey(event: KeyboardEvent): boolean {
  return (
    event.key.startsWith('Arrow') &&
    event.target instanceof Element &&
    event.target.closest('input[type="radio"], [role="radio"], [role="tab"], select') !== null
  )
}
