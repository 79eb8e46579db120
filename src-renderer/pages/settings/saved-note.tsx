// Said beside the button once what was typed is on this machine's disk.
import { Icon } from '../../parts/icon.tsx'

export function SavedNote({ text }: { readonly text: string }) {
  return (
    <span className="sync local" role="status">
      <Icon name="disk" size="s" />
      {text}
    </span>
  )
}
