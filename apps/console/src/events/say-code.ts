import { t } from '../intl/text';

const unreadableRecord: [string, string] = [
  t('A record of a topic that its reader does not understand'),
  t(
    'Somebody else writes to that topic, or two versions of Rapport run side by side. Mend that, then replay.',
  ),
];

/** Why something was not accepted, or could not be processed later: what it says, and what helps. */
const rejections: Record<string, [what: string, help: string]> = {
  no_identity: [
    t('It says nothing about whom it is: no userId and no anonymousId'),
    t('Send one of the two with every event. The browser SDK adds an anonymousId by itself.'),
  ],
  bad_type: [
    t('A field holds the wrong type of value'),
    t('Send the named field as the documentation says.'),
  ],
  event_too_large: [t('Larger than 32 kB'), t('Send less in one event, or split it.')],
  too_deep: [t('Nested too deep'), t('Flatten it: at most 16 levels.')],
  too_many_keys: [t('Too many keys'), t('At most 1,000 keys in one event.')],
  bad_key: [t('A key that is empty or too long'), t('Keys have 1 to 128 characters.')],
  string_too_long: [t('A text that is too long'), t('At most 8 kB of text in one value.')],
  nul_char: [t('A text holds the character U+0000'), t('Remove it: no database can store it as text.')],
  bad_unicode: [t('A text is not valid Unicode'), t('Cut texts between characters, not inside them.')],
  number_range: [t('A number is out of range'), t('Send numbers of this size as text.')],
  number_precision: [
    t('A number has more digits than can be kept exactly'),
    t('Send long numbers, such as ids, as text.'),
  ],
  duplicate_key: [t('The same key twice in one object'), t('Send each key once.')],
  forbidden_key: [t('A key that is never allowed, such as __proto__'), t('Rename the key.')],
  no_usable_identifier: [
    t('All its identifiers are values such as “null” that identify nobody'),
    t('Send the id of a person, or an anonymousId of its own.'),
  ],
  invalid_json: unreadableRecord,
  invalid_event: unreadableRecord,
  invalid_activity: unreadableRecord,
  invalid_send: unreadableRecord,
  invalid_letter: unreadableRecord,
  unknown_workspace: [
    t('It belongs to a workspace that does not exist'),
    t('Nothing can be done with it here: discard it.'),
  ],
  poison: [
    t('A later stage failed on it again and again'),
    t('The message says how. Mend the cause, then replay.'),
  ],
  source_disabled: [t('The source is disabled'), t('Enable the source, then replay.')],
  transform_failed: [
    t('A transform of the source failed on it'),
    t('Repair the transform and publish it, then replay.'),
  ],
  dropped_by_transform: [
    t('A transform of the source dropped it'),
    t('That is what the transform is for. To let it in, change the transform and publish it, then replay.'),
  ],
  violates_tracking_plan: [
    t('It breaks a rule of the tracking plan'),
    t('Repair the sender, or change the plan and publish it, then replay.'),
  ],
};

export function sayRejection(code: string): string {
  return rejections[code]?.[0] ?? code;
}

export function helpWith(code: string): string | null {
  return rejections[code]?.[1] ?? null;
}

const flags: Record<string, [name: string, why: string]> = {
  clock_out_of_range: [
    t('Time out of range'),
    t('The time it gave lies before the year 2000 or in the future; the time of arrival counts instead.'),
  ],
  bad_timestamp: [
    t('Time not readable'),
    t('The time it gave could not be read; the time of arrival counts instead.'),
  ],
  blocked_id: [
    t('Identifier ignored'),
    t('An identifier such as “null” or “0” would join strangers into one person. It was not used.'),
  ],
  not_an_object: [
    t('Part was no object'),
    t('Properties, traits or context were not an object; that part counts as empty.'),
  ],
  number_precision: [
    t('Number rounded'),
    t('A number has more digits than can be kept exactly. Send long ids as text.'),
  ],
  unknown_identifier_type: [
    t('Unknown identifier type'),
    t('It named an identifier of a type this workspace does not know; that one was not used.'),
  ],
  ignored_external_id: [
    t('External id ignored'),
    t('An entry of externalIds was malformed or named a company, not a person; it was not used.'),
  ],
  historical: [t('Historical'), t('Imported or backfilled: it changes people, and starts no journey.')],
};

export function sayFlag(flag: string): { name: string; why: string | null } {
  const words = flags[flag];
  return { name: words?.[0] ?? flag, why: words?.[1] ?? null };
}
