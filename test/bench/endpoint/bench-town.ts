// The town a bench loads: units of a made-up region, each with one member of staff.
export const region = '370304'

/** Codes of a town's units; each has one member of staff, `staffOf`. */
export const unitsOf = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${region}-U${index + 1}`)
export const staffOf = (unit: string): string => `agent-${unit}`
