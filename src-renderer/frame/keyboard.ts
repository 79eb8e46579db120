// The global keyboard map as a pure function: which desk-wide act a key stroke means, or none.
import type { PageName } from './route.ts'

export type DeskKey =
  | { readonly kind: 'page'; readonly page: PageName }
  | { readonly kind: 'search' }
  | { readonly kind: 'new-case' }
  | { readonly kind: 'lock' }
  | { readonly kind: 'back' }
  | { readonly kind: 'help' }

/** What of a keyboard event counts. `typing`: a text field has the focus; `composing`: an input method is at work. */
export type Stroke = {
  readonly key: string
  readonly code: string
  readonly ctrl: boolean
  readonly alt: boolean
  readonly shift: boolean
  readonly meta: boolean
  readonly typing: boolean
  readonly composing: boolean
}

/** Pages by Alt 1…9, in the order of the rail. */
export const railPages = [
  'workbench',
  'lookup',
  'cases',
  'inbox',
  'outbox',
  'ledger',
  'directory',
  'figures',
  'supervision',
] as const satisfies readonly PageName[]

export function deskKeyOf(stroke: Stroke): DeskKey | null {
  // A key the input method takes is never a command.
  if (stroke.composing || stroke.meta) return null
  if (stroke.alt && !stroke.ctrl) {
    const page = railPages[Number(/^(?:Digit|Numpad)([1-9])$/.exec(stroke.code)?.[1] ?? 0) - 1]
    return page === undefined ? null : { kind: 'page', page }
  }
  if (stroke.ctrl && !stroke.alt && !stroke.shift) {
    switch (stroke.key.toLowerCase()) {
      case 'k':
        return { kind: 'search' }
      case 'n':
        return { kind: 'new-case' }
      case 'l':
        return { kind: 'lock' }
      default:
        return null
    }
  }
  if (stroke.ctrl || stroke.alt) return null
  if (stroke.key === 'Escape') return { kind: 'back' }
  if (!stroke.typing && (stroke.key === '?' || stroke.key === '？')) return { kind: 'help' }
  return null
}

/** Whether a text field has the focus, so that single letters are text. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true
  return (
    target instanceof HTMLInputElement &&
    !['radio', 'checkbox', 'button', 'range', 'file'].includes(target.type)
  )
}

export function strokeOf(event: KeyboardEvent): Stroke {
  return {
    key: event.key,
    code: event.code,
    ctrl: event.ctrlKey,
    alt: event.altKey,
    shift: event.shiftKey,
    meta: event.metaKey,
    typing: isTyping(event.target),
    composing: event.isComposing || event.keyCode === 229,
  }
}
