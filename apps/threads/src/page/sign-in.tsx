import './sign-in.css'
import { Logo } from '@flightdeck/page-kit'
import type { User } from './session.ts'

interface SignInProps {
  users: readonly User[]
  /** Why the last try did not work. */
  problem: string | undefined
  onChoose(userId: string): void
}

/** Asks who the visitor is, and believes it. */
export function SignIn({ users, problem, onChoose }: SignInProps) {
  return (
    <main className="sign-in">
      <Logo />
      <h1>Who are you?</h1>
      <p>Each of the two has chats of their own, and none of the other’s.</p>
      <div className="choices">
        {users.map((user) => (
          <button key={user.id} type="button" onClick={() => onChoose(user.id)}>
            <span className="initial" aria-hidden="true">
              {user.name.slice(0, 1)}
            </span>
            Go on as {user.name}
          </button>
        ))}
      </div>
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      <p className="fine-print">This is a demo, so there is no password. Yours would ask for one.</p>
    </main>
  )
}
