import type { RuntimeUser } from '@flightdeck/runtime-core'

/** A user who can sign in. */
export interface DemoUser extends RuntimeUser {
  name: string
}

/** All users. This demo has no passwords. */
export const USERS: readonly DemoUser[] = [
  { id: 'ada', name: 'Ada' },
  { id: 'grace', name: 'Grace' },
]

export function findUser(id: unknown): DemoUser | undefined {
  return USERS.find((user) => user.id === id)
}
