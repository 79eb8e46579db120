// The value that a given share of measured values does not exceed.

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
}

export const median = (values: readonly number[]): number => percentile(values, 0.5)
export const rounded = (value: number): number => Math.round(value * 1_000) / 1_000
