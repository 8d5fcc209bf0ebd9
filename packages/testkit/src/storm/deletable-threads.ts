/** The header that names the user of a request in a storm. */
const USER_HEADER = 'x-storm-user'

/** Whether clients of the storm may delete the thread. */
export function mayBeDeleted(threadId: string): boolean {
  return threadId.startsWith('deleted-')
}

/** Headers of a request about a thread. Threads that may be deleted have a user of their own, who clears them all. */
export function userHeaders(threadId: string): Record<string, string> {
  return { [USER_HEADER]: mayBeDeleted(threadId) ? 'deletes' : 'keeps' }
}

/** The user of a request in a storm, for the `identifyUser` of the runtime. */
export function identifyUser({ headers }: Request): { id: string } | null {
  const id = headers.get(USER_HEADER)
  return id === null ? null : { id }
}
