import { useSession } from './session.ts'
import { SignIn } from './sign-in.tsx'
import { Workspace } from './workspace.tsx'

/** The whole page: a door, and what is behind it for whoever came in. */
export function App() {
  const { session, problem, signIn, signOut, refresh } = useSession()
  if (!session) return <p className="waiting-page">{problem}</p>
  if (!session.user) return <SignIn users={session.users} problem={problem} onChoose={signIn} />
  // The client knows nothing of users, so each user gets a client of their own.
  const { user } = session
  return <Workspace key={user.id} user={user} onSignOut={signOut} onRefused={refresh} />
}
