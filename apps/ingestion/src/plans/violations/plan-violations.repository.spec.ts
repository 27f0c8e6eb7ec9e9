import { newId } from '@rapport/kernel';
import { testDatabase } from '@rapport/testing';
import type { TestDatabase } from '@rapport/testing';
import { doorPlans } from '../../ingestion.spec-support.js';
import { countViolations } from './domain/count-violations.js';
import type { ViolationCount } from './domain/count-violations.js';
import { PlanViolationsRepository } from './plan-violations.repository.js';

let test: TestDatabase;
let repository: PlanViolationsRepository;
beforeAll(async () => {
  test = await testDatabase(...doorPlans);
  repository = new PlanViolationsRepository(test.database);
});
afterAll(() => test.close());

const day = 86_400_000;
const [workspaceId, sourceId] = [newId(), newId()];
const everything = {
  sourceIds: undefined,
  events: undefined,
  types: undefined,
  from: undefined,
  to: undefined,
};

async function count(
  planId: string,
  partition: number,
  messageId: string,
  daysAgo = 0,
): Promise<ViolationCount[]> {
  const receivedAt = new Date(Date.now() - daysAgo * day).toISOString();
  const violation = {
    type: 'wrong_type' as const,
    field: 'properties.a',
    rule: null,
    message: 'm',
    action: 'allowed' as const,
  };
  const record = { workspaceId, planId, sourceId, eventType: 'track', event: 'E', messageId, receivedAt };
  const counts = countViolations([{ ...record, violations: [violation] }]);
  await test.database.transaction((tx) => repository.add('accepted', partition, counts, tx));
  return counts;
}
const listed = (planId: string) =>
  repository.list(workspaceId, planId, everything, { after: undefined, limit: 10 });

describe('the counters of violations', () => {
  it('are added up over lanes and days, with the example of the last', async () => {
    const planId = newId();
    await count(planId, 0, 'old', 2);
    await count(planId, 0, 'older', 3);
    await count(planId, 1, 'new');
    await count(planId, 0, 'old again', 2);
    expect(await listed(planId)).toMatchObject([
      { count: '4', exampleMessageId: 'new', field: 'properties.a' },
    ]);
  });

  it('know what a lane holds of a plan and a day', async () => {
    const planId = newId();
    const [counts] = [await count(planId, 3, 'm'), await count(planId, 4, 'm')];
    const stored = (partition: number) =>
      test.database.transaction((tx) => repository.storedKinds('accepted', partition, counts, tx));
    const [{ digest = '' } = {}] = counts;
    expect([...(await stored(3)).values()]).toEqual([{ kinds: 1, known: new Set([digest]) }]);
    expect([...(await stored(5)).values()]).toEqual([]);
  });

  it('are forgotten after 30 days', async () => {
    const planId = newId();
    await count(planId, 0, 'gone', 31);
    await count(planId, 0, 'kept', 29);
    await repository.forget(30);
    expect(await listed(planId)).toMatchObject([{ count: '1', exampleMessageId: 'kept' }]);
  });
});
