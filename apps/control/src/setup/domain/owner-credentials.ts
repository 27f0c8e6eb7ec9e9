import type { FieldFault } from '@rapport/kernel';

const longestAddress = 254;
const shortestPassword = 10;
const longestPassword = 128;

/** Local part of plain characters, a host of labels with at least one dot: no quotes, comments or lists (security.md T10). */
const address =
  /^[a-z0-9!#$%&*+/=?^_{|}~-]+(?:\.[a-z0-9!#$%&*+/=?^_{|}~-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** One spelling per mailbox, so that one account cannot be opened twice by writing it in capitals. */
export function normaliseEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** What is wrong with the email and the password of a new owner (api.md 5.1). The values themselves are never repeated. */
export function credentialFaults(email: string, password: string): FieldFault[] {
  const faults: FieldFault[] = [];
  const login = normaliseEmail(email);
  if (login.length > longestAddress || !address.test(login)) {
    faults.push({ field: 'email', rule: 'format', message: 'must be an email address' });
  }
  const length = [...password].length;
  if (length < shortestPassword) {
    faults.push({
      field: 'password',
      rule: 'min_length',
      message: `must be at least ${shortestPassword} characters long`,
    });
  } else if (length > longestPassword) {
    faults.push({
      field: 'password',
      rule: 'max_length',
      message: `must be at most ${longestPassword} characters long`,
    });
  } else if (normaliseEmail(password) === login) {
    faults.push({ field: 'password', rule: 'format', message: 'must not be the email address' });
  }
  return faults;
}
