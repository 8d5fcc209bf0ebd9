import { createContext } from 'react'
import type { ModelInfo } from './book.ts'

/** What answers as the assistant; `undefined` until the server has said so. */
export const ModelContext = createContext<ModelInfo | undefined>(undefined)
