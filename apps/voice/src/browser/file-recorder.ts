declare global {
  /** What the recorder of this page hands out, in base64, the media type it says it records, and whether it does. */
  var recorded: { base64: string; type: string; isOn: boolean }
}

/** Runs in the page before everything else. Gives it a recorder that hands out a file, whatever there is to be heard. */
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
      // In two pieces, as recorders hand out sound piece by piece.
      const half = bytes.byteLength >> 1
      for (const piece of [bytes.subarray(0, half), bytes.subarray(half)]) {
        this.ondataavailable?.({ data: new Blob([piece], { type: this.mimeType }) })
      }
      this.onstop?.()
    }
  }
  Object.assign(globalThis, { MediaRecorder: FileRecorder })
}
