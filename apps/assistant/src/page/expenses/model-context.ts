import { createContext } from 'react'
import type { ModelInfo } from './book.ts'

/** The model of the assistant; undefined until it is loaded. */
export const ModelContext = createContext<ModelInfo | undefined>(undefined)
