// Copies a number or an address; asks no permission, for the window grants none.

/** Whether it was copied. */
export function copyText(text: string): boolean {
  const area = document.createElement('textarea')
  area.value = text
  area.className = 'vh'
  document.body.append(area)
  const before = document.activeElement as HTMLElement | null
  area.select()
  const copied = document.execCommand('copy')
  area.remove()
  before?.focus()
  return copied
}
