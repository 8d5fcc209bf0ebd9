import type { RuntimeUser } from '@flightdeck/runtime-core'

/** Somebody who can sign in. */
export interface DemoUser extends RuntimeUser {
  name: string
}

/** Everybody there is: this demo has no passwords, so whoever opens the page may be either. */
export const USERS: readonly DemoUser[] = [
  { id: 'ada', name: 'Ada' },
  { id: 'grace', name: 'Grace' },
]

export function findUser(id: unknown): DemoUser | undefined {
  return USERS.find((user) => user.id === id)
}
