/**
 * Reads the value of one record as patiently as the contract asks: what it does not know it leaves alone, what it needs it
 * checks. See docs/topics/profile-activity.md.
 *
 * @param {Buffer | null} value
 * @returns {{ id: string, person: string, what: string } | { skipped: string } | null} null: nothing changed
 */
export function readActivity(value) {
  const activity = parse(value);
  if (!activity) return { skipped: 'not a JSON object' };
  if (activity.v !== 1) return { skipped: `version ${activity.v}` };
  for (const field of ['id', 'kind', 'workspaceId', 'profileId']) {
    if (typeof activity[field] !== 'string') return { skipped: `no ${field}` };
  }
  const describe = descriptions[activity.kind];
  // A later release may add kinds: not for us, and no reason to stop.
  if (!describe) return null;
  const what = describe(activity);
  if (what === null) return null;
  const { id, profileId, profile } = activity;
  return { id, person: profile?.userId ?? `profile ${profileId}`, what };
}

const descriptions = {
  event_applied: ({ created, changes, event }) => {
    const changed = traitsOf(changes);
    if (created) return `is new, first seen by ${event?.name ?? event?.type}`;
    return changed === '' ? null : `changed ${changed}`;
  },
  traits_changed: ({ changes }) => {
    const changed = traitsOf(changes);
    return changed === '' ? null : `changed ${changed}`;
  },
  // Sent on the key of each profile concerned; the one that goes on tells it once.
  profiles_merged: ({ profileId, into, from }) =>
    profileId === into ? `is one with ${Array.isArray(from) ? from.length : 0} other` : null,
  profiles_unmerged: ({ profileId, from, to }) => (profileId === from ? `was parted from ${to}` : null),
};

/** Names only: the values are somebody's personal data, and this list is not the place for them. */
function traitsOf(changes) {
  return Array.isArray(changes) ? changes.map(({ trait }) => trait).join(', ') : '';
}

function parse(value) {
  if (value === null) return undefined;
  try {
    const parsed = JSON.parse(value.toString('utf8'));
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
