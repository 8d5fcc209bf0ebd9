import { useSession } from './session/session.ts'
import { SignIn } from './session/sign-in.tsx'
import { Workspace } from './workspace.tsx'

/** The whole page: the sign-in form, or the workspace of the signed-in user. */
export function App() {
  const { session, problem, signIn, signOut, refresh } = useSession()
  if (!session) return <p className="waiting-page">{problem}</p>
  if (!session.user) return <SignIn users={session.users} problem={problem} onChoose={signIn} />
  // The stock client does not know about users, so each user gets a new client.
  const { user } = session
  return <Workspace key={user.id} user={user} onSignOut={signOut} onRefused={refresh} />
}
