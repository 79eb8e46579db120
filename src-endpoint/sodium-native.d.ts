// What is used of sodium-native, which brings no types.
declare module 'sodium-native' {
  const sodium: {
    readonly crypto_sign_BYTES: number
    crypto_sign_verify_detached(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean
  }
  export default sodium
}
