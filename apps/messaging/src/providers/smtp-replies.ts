import type { SendOutcome } from '../delivery/domain/outcome.js';

/** What nodemailer throws, as far as it says how far a message came. */
export interface SmtpFailure {
  code?: string;
  /** Code of the system error below, such as ECONNREFUSED. */
  originalCode?: string;
  responseCode?: number;
  response?: string;
  /** The SMTP command that was answered; `CONN` for whatever has to do with the connection. */
  command?: string;
  timeoutType?: string;
}

type Verdict =
  | { outcome: 'not_sent'; scope: 'config' | 'busy'; retryAfterMs: number }
  | { outcome: 'refused'; scope: 'recipient' | 'content' | 'policy' }
  | { outcome: 'unknown' };

const config: Verdict = { outcome: 'not_sent', scope: 'config', retryAfterMs: 0 };
const busy: Verdict = { outcome: 'not_sent', scope: 'busy', retryAfterMs: 0 };
/** Greylisting needs at least 5 minutes. */
const greylisted: Verdict = { outcome: 'not_sent', scope: 'busy', retryAfterMs: 15 * 60_000 };
const refused = (scope: 'recipient' | 'content' | 'policy'): Verdict => ({ outcome: 'refused', scope });

interface ReplyRule {
  /** Enhanced status (RFC 3463), or the basic code where the server gave none or the rule is about it. */
  status?: RegExp;
  codes?: readonly number[];
  command?: RegExp;
  verdict: Verdict;
}

/**
 * What a reply of 4xx or 5xx means, first match wins (messaging.md 2.1). Any such reply means that the message was certainly
 * not taken. A wrong credential or sender says nothing about the person.
 */
const replyRules: readonly ReplyRule[] = [
  { codes: [530, 534, 535, 538, 454], verdict: config },
  { command: /^(AUTH|STARTTLS|EHLO|HELO|LHLO)/, verdict: config },
  { status: /^5\.1\.(1|2|3|6|10)$|^5\.2\.1$/, verdict: refused('recipient') },
  { status: /^4\.2\.2$/, verdict: greylisted },
  { status: /^5\.2\.2$/, verdict: refused('recipient') },
  { status: /^4\.7\./, verdict: greylisted },
  { codes: [450, 451], verdict: greylisted },
  { status: /^[45]\.7\./, command: /^MAIL FROM/, verdict: config },
  { status: /^5\.7\./, verdict: refused('policy') },
  { status: /^5\.(3\.4|6\.)/, verdict: refused('content') },
  { codes: [552, 523], verdict: refused('content') },
  { codes: range(400, 499), verdict: busy },
  { codes: range(500, 599), command: /^(MAIL FROM|CONN)/, verdict: config },
  { codes: range(500, 599), command: /^RCPT TO/, verdict: refused('recipient') },
  { codes: range(500, 599), verdict: refused('policy') },
];

/** Failures without a reply, by nodemailer's code. What is not here may have been taken. */
const codeRules: Readonly<Record<string, Verdict>> = {
  EDNS: config,
  ETLS: config,
  EREQUIRETLS: config,
  EAUTH: config,
  ENOAUTH: config,
  EOAUTH2: config,
  ECONFIG: config,
  EPROXY: config,
  EENVELOPE: refused('recipient'),
  EMESSAGE: refused('content'),
  EFILEACCESS: refused('content'),
  EURLACCESS: refused('content'),
};
/** System errors that come before a connection stands. */
const neverConnected = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EADDRNOTAVAIL',
]);
const neverGreeted = new Set(['CONNECT_TIMEOUT', 'GREETING_TIMEOUT']);

/** The outcome of a failed call. Never throws; what it does not know is `unknown`. */
export function outcomeOfFailure(failure: SmtpFailure): SendOutcome {
  const providerCode = providerCodeOf(failure);
  return { ...verdictOf(failure), providerCode };
}

function verdictOf(failure: SmtpFailure): Verdict {
  const { code = '', originalCode = '', responseCode, timeoutType = '' } = failure;
  if (responseCode !== undefined && responseCode >= 400) {
    return replyRules.find((rule) => applies(rule, failure, responseCode))?.verdict ?? { outcome: 'unknown' };
  }
  if (neverConnected.has(originalCode) || neverConnected.has(code) || neverGreeted.has(timeoutType))
    return config;
  return codeRules[code] ?? { outcome: 'unknown' };
}

function applies(
  rule: ReplyRule,
  { response = '', command = '' }: SmtpFailure,
  responseCode: number,
): boolean {
  const status = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] ?? '';
  return (
    (rule.status === undefined || rule.status.test(status)) &&
    (rule.codes === undefined || rule.codes.includes(responseCode)) &&
    (rule.command === undefined || rule.command.test(command))
  );
}

/** For people and statistics: the codes, never the server's text, which may repeat an address. */
function providerCodeOf({ code, originalCode, response = '', responseCode }: SmtpFailure): string | null {
  const status = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1];
  if (responseCode !== undefined) return status ? `${responseCode} ${status}` : String(responseCode);
  return originalCode ?? code ?? null;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
