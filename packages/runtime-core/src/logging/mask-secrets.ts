const MASK = '***'

/** What secrets look like in messages, URLs, headers and JSON. The group before a secret is kept. */
const SECRETS: readonly RegExp[] = [
  // A header or a JSON member that holds one: `authorization: Bearer …`, `"apiKey":"…"`, `x-api-key=…`.
  /((?:authorization|cookie|x-[\w-]*(?:key|token|secret)|api[-_]?key|(?:access|refresh|id|auth)[-_]?token|client[-_]?secret|secret|password|passwd)["']?\s*[:=]\s*["']?)(?:(?:bearer|basic|token)\s+)?[^\s"',;}\]]{4,}/gi,
  /(\b(?:bearer|basic)\s+)[\w.~+/=-]{8,}/gi,
  // A URL with credentials or a signed query.
  /(:\/\/)[^\s/:@]+:[^\s/@]+(?=@)/g,
  /([?&](?:key|token|sig|signature|x-amz-signature|code)=)[^&\s"']+/gi,
  // The key formats of providers, and JSON Web Tokens.
  /()\b(?:sk|pk|rk|gsk|xai|hf|ghp|gho|ghs|github_pat|AIza|AKIA|ASIA|ya29|xox[abp])[-_.]?[\w.-]{12,}/g,
  /()\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g,
]

/** Hides keys, tokens, cookies and passwords in a text that is about to be logged. */
export function maskSecrets(text: string): string {
  return SECRETS.reduce((masked, secret) => masked.replace(secret, `$1${MASK}`), text)
}
