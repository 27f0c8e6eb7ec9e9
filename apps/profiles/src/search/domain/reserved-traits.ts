/** The profile's own moments, readable like traits while no trait of that name was sent (api.md 8.6). */
export const reservedTraits: ReadonlySet<string> = new Set(['createdAt', 'firstSeenAt', 'lastSeenAt']);
