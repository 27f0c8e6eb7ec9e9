/** Something that was seen to happen in a workspace, once (api.md 5.1): never a box that somebody ticked. */
export interface Observation {
  check: 'first_event' | 'first_message';
  proof: string;
  /** Where to look at it; null when nothing can be opened. */
  link: string | null;
  /** Epoch ms. */
  observedAt: number;
}

export interface SetupCheck {
  id: 'services' | 'first_event' | 'sending_way' | 'first_message';
  /** null = not observed yet. */
  ok: boolean | null;
  proof: string;
  /** Epoch ms of the observation; null without one. */
  at: number | null;
  link: string | null;
}

/** Whether each part that this process depends on answered just now. */
export interface PartAnswer {
  id: string;
  ok: boolean;
  detail: string;
}

export function servicesCheck(answers: readonly PartAnswer[], now: number): SetupCheck {
  const silent = answers.filter((answer) => !answer.ok);
  const proof =
    silent.length > 0
      ? silent.map((answer) => `${answer.id}: ${answer.detail}`).join('; ')
      : `${answers.map((answer) => answer.id).join(', ')} answered`;
  return { id: 'services', ok: silent.length === 0, proof, at: now, link: null };
}

/**
 * The checks of one workspace. A mailbox of our own is a way to send by itself; an SMTP server counts once a message went
 * through it, for a setting proves nothing.
 */
export function workspaceChecks(
  observations: readonly Observation[],
  smtpHost: string | null,
  now: number,
): SetupCheck[] {
  const message = observed('first_message', observations, 'No message has been sent yet');
  return [
    observed('first_event', observations, 'No event has arrived yet'),
    sendingWay(message, smtpHost, now),
    message,
  ];
}

function observed(
  id: Observation['check'],
  observations: readonly Observation[],
  otherwise: string,
): SetupCheck {
  const seen = observations.find((observation) => observation.check === id);
  if (!seen) return { id, ok: null, proof: otherwise, at: null, link: null };
  return { id, ok: true, proof: seen.proof, at: seen.observedAt, link: seen.link };
}

function sendingWay(message: SetupCheck, smtpHost: string | null, now: number): SetupCheck {
  if (smtpHost === null) {
    const proof = 'Email is captured in the built-in mailbox; nothing leaves this machine';
    return { id: 'sending_way', ok: true, proof, at: now, link: '/mailbox' };
  }
  const used = message.ok === true;
  const proof = used
    ? `Email goes through ${smtpHost}`
    : `Email goes through ${smtpHost}; nothing was sent yet`;
  return { id: 'sending_way', ok: used ? true : null, proof, at: used ? message.at : null, link: null };
}
