// Which component shows which page; a page is added by one line here.
import type { ComponentType } from 'react'
import type { PageName } from '../frame/route.ts'

export const pages: Readonly<Partial<Record<PageName, ComponentType>>> = {}
