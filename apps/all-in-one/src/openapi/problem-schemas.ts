import { errorStatuses } from '@rapport/kernel';

const text = { type: 'string' };

/** Every refusal of every route is one of these (RFC 9457, api.md 2.4). */
export const problemSchemas = {
  FieldFault: {
    type: 'object',
    required: ['field', 'rule', 'message'],
    properties: {
      field: { ...text, description: 'A path from the body (`a.b[2].c`), or query.x, header.x, path.x.' },
      rule: text,
      message: text,
    },
  },
  Problem: {
    type: 'object',
    required: ['type', 'title', 'status', 'code', 'requestId'],
    properties: {
      type: { ...text, description: 'urn:rapport:problem:<code>' },
      title: text,
      status: { type: 'integer' },
      detail: text,
      code: { ...text, enum: Object.keys(errorStatuses), description: codesByStatus() },
      requestId: text,
      errors: { type: 'array', items: { $ref: '#/components/schemas/FieldFault' } },
    },
  },
};

const problem = {
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

/** Statuses that a route can answer with besides its own. */
export const problemResponses = {
  '4XX': { description: 'Refused; the code says why.', ...problem },
  '5XX': { description: 'A defect of ours (500), or come back later (503).', ...problem },
};

function codesByStatus(): string {
  const statuses = [...new Set(Object.values(errorStatuses))].sort((a, b) => a - b);
  const codesOf = (status: number): string[] =>
    Object.entries(errorStatuses)
      .filter(([, one]) => one === status)
      .map(([code]) => code);
  return statuses.map((status) => `${status}: ${codesOf(status).join(', ')}`).join('. ');
}
