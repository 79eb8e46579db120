// Keeps the best few of many without sorting them all.

/** `distinct` drops what compares as equal to one that is kept. */
export function bestOf<Value>(
  limit: number,
  compare: (one: Value, other: Value) => number,
  distinct = false,
): { offer(value: Value): void; inOrder(): readonly Value[] } {
  const kept: Value[] = []
  return {
    offer(value) {
      const last = kept.at(-1)
      if (kept.length >= limit && (last === undefined || compare(value, last) >= 0)) return
      let low = 0
      let high = kept.length
      while (low < high) {
        const middle = (low + high) >> 1
        if (compare(kept[middle] as Value, value) <= 0) low = middle + 1
        else high = middle
      }
      if (distinct && low > 0 && compare(kept[low - 1] as Value, value) === 0) return
      kept.splice(low, 0, value)
      if (kept.length > limit) kept.pop()
    },
    inOrder: () => kept,
  }
}
