// Types of electron-runtime.mjs, which runs on a Node that reads no TypeScript.
export const runtimeVersion: string
export const runtimeFolder: string
export const canHaveRuntime: boolean
export function installRuntime(): boolean
export function hasRuntime(): boolean
export function runtimeWithApp(): string
export function bareRuntime(): string
