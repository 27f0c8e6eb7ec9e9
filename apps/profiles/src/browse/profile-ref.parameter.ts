/** How the documentation describes the person in a path. */
export const profileRefParameter = {
  name: 'ref',
  description: 'A profile id (`prf_…`, retired ones included) or `type:value`, percent-encoded',
  example: 'email:ada@acme.test',
} as const;
