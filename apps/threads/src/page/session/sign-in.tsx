import './sign-in.css'
import { Logo } from '@flightdeck/page-kit'
import type { User } from './session.ts'

interface SignInProps {
  users: readonly User[]
  /** The error of the last attempt. */
  problem: string | undefined
  onChoose(userId: string): void
}

/** A sign-in form without a password. */
export function SignIn({ users, problem, onChoose }: SignInProps) {
  return (
    <main className="sign-in">
      <Logo />
      <h1>Sign in</h1>
      <p>Each user sees only their own chats.</p>
      <div className="choices">
        {users.map((user) => (
          <button key={user.id} type="button" onClick={() => onChoose(user.id)}>
            <span className="initial" aria-hidden="true">
              {user.name.slice(0, 1)}
            </span>
            Continue as {user.name}
          </button>
        ))}
      </div>
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      <p className="fine-print">This demo has no passwords. A real app needs authentication.</p>
    </main>
  )
}
