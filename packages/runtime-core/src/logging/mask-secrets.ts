const MASK = '***'

/** Between a name and its value: in headers, queries and objects, and in JSON that is a string of other JSON. */
const SEPARATOR = String.raw`(?:\\*["']?\s*(?:[:=]>?|%3D)|\\*["']\s*,)\s*`

/** Names of fields whose values are secrets. Longer names that end like these are covered as well. */
const NAME = String.raw`(?:x-[\w-]{0,40}key|(?:api|access|private|secret|signing|encryption)[-_]?key(?:[-_]?id)?|token|jwt|secret|password|passwd|passphrase|pwd|credentials?|signature|session[-_]?id)`

const HEADER = '(?:authorization|cookie)'

/** What secrets look like in messages, URLs, headers and JSON. The group before a secret is kept. */
const SECRETS: readonly RegExp[] = [
  /(-----BEGIN [\w ]{0,30}PRIVATE KEY-----)[^-]*/g,
  // Headers whose whole value is secret: in quotes, or to the end of the line.
  new RegExp(String.raw`(${HEADER}${SEPARATOR}\\*["'])(?:\\.|[^"'\\\r\n]){4,}`, 'gi'),
  new RegExp(String.raw`(${HEADER}${SEPARATOR})(?!\s*\\*["'])[^\r\n})]{4,}`, 'gi'),
  // Other headers, parameters and members of objects: `"apiKey":"…"`, `x-api-key: …`, `password=…`.
  new RegExp(
    String.raw`(${NAME}${SEPARATOR}\\*["']?)(?:(?:bearer|basic|token)\s+)?[^\s"',;&}\]\\]{4,}`,
    'gi',
  ),
  /(\b(?:bearer|basic)\s+)[\w.~+/=-]{8,}/gi,
  // A URL with credentials or a signed query.
  /(:\/\/)[^\s/?#"']{1,500}(?=@)/g,
  /([?&](?:key|sig|code|auth|session)=)[^&\s"']+/gi,
  // The key formats of providers, and JSON Web Tokens.
  /()\b(?:sk|pk|rk|gsk|csk|xai|hf|r8|ghp|gho|ghs|github_pat|glpat|pplx|nvapi|lsv2|whsec|AIza|AKIA|ASIA|ya29|xox[abp])[-_.]?[\w.-]{12,}/g,
  /()\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g,
]

/** Hides keys, tokens, cookies and passwords in a text that is about to be logged. */
export function maskSecrets(text: string): string {
  return SECRETS.reduce((masked, secret) => masked.replace(secret, `$1${MASK}`), text)
}
