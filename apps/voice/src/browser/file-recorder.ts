declare global {
  /** The recording that the fake recorder returns in base64, its media type, and whether it is recording. */
  var recorded: { base64: string; type: string; isOn: boolean }
}

/** Runs in the page before its scripts. Replaces the recorder with one that returns a file. */
export function recordFiles(): void {
  class FileRecorder extends EventTarget {
    static isTypeSupported(): boolean {
      return true
    }

    ondataavailable: ((event: { data: Blob }) => void) | undefined
    onstop: (() => void) | undefined

    get state(): string {
      return globalThis.recorded.isOn ? 'recording' : 'inactive'
    }

    get mimeType(): string {
      return globalThis.recorded.type
    }

    start(): void {
      globalThis.recorded.isOn = true
    }

    stop(): void {
      globalThis.recorded.isOn = false
      const bytes = Uint8Array.from(atob(globalThis.recorded.base64), (char) => char.charCodeAt(0))
      // In two chunks, as recorders return chunks.
      const half = bytes.byteLength >> 1
      for (const piece of [bytes.subarray(0, half), bytes.subarray(half)]) {
        this.ondataavailable?.({ data: new Blob([piece], { type: this.mimeType }) })
      }
      this.onstop?.()
    }
  }
  Object.assign(globalThis, { MediaRecorder: FileRecorder })
}
