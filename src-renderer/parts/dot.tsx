// The middle dot, drawn: its width differs between fonts; the character stays for readers and copy.
export function Dot() {
  return <i className="d"> · </i>
}
