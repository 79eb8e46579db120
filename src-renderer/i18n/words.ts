// The shape a language's words must have: the same keys as the Chinese ones, any text.
export type Words<Source> = {
  readonly [Key in keyof Source]: Source[Key] extends string ? string : Words<Source[Key]>
}
