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

export function isLoginEmail(email: string): boolean {
  const login = normaliseEmail(email);
  return login.length <= longestAddress && address.test(login);
}

/** Why a password cannot be taken; undefined when it can (api.md 5.1: 10 to 128 characters, not the email). */
export function passwordFault(password: string, email: string): Omit<FieldFault, 'field'> | undefined {
  const length = [...password].length;
  if (length < shortestPassword) {
    return { rule: 'min_length', message: `must be at least ${shortestPassword} characters long` };
  }
  if (length > longestPassword) {
    return { rule: 'max_length', message: `must be at most ${longestPassword} characters long` };
  }
  if (normaliseEmail(password) === normaliseEmail(email)) {
    return { rule: 'format', message: 'must not be the email address' };
  }
  return undefined;
}

/** What is wrong with the email and the password of a new owner. The values themselves are never repeated. */
export function credentialFaults(email: string, password: string): FieldFault[] {
  const faults: FieldFault[] = [];
  if (!isLoginEmail(email)) {
    faults.push({ field: 'email', rule: 'format', message: 'must be an email address' });
  }
  const fault = passwordFault(password, email);
  if (fault) faults.push({ field: 'password', ...fault });
  return faults;
}
