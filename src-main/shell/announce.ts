// Shows what waits outside the window: a number on the taskbar, a light that blinks, and a silent notice of the system.
import { app, type BrowserWindow, Notification, nativeImage } from 'electron'
import type { Announcement } from '../../src-shared/contract/bridge.ts'
import { numberPicture } from './number-picture.ts'

/** Notices still on screen: one that nobody holds may vanish before it is pressed. */
const shown = new Set<Notification>()
/** Most of them at once. */
const mostShown = 4

export function announce(window: BrowserWindow, { waiting, notice }: Announcement): void {
  if (window.isDestroyed()) return
  app.setBadgeCount(waiting)
  if (process.platform === 'win32') {
    const picture = nativeImage.createFromBitmap(numberPicture(waiting), { width: 16, height: 16 })
    window.setOverlayIcon(waiting === 0 ? null : picture, String(waiting))
  }
  if (notice === null) return
  if (!window.isFocused()) window.flashFrame(true)
  if (!Notification.isSupported()) return
  const one = new Notification({ title: notice.title, body: notice.body, silent: true })
  one.on('click', () => {
    if (window.isDestroyed()) return
    if (window.isMinimized()) window.restore()
    window.focus()
  })
  one.on('close', () => shown.delete(one))
  shown.add(one)
  for (const oldest of shown) {
    if (shown.size <= mostShown) break
    shown.delete(oldest)
    oldest.close()
  }
  one.show()
}
