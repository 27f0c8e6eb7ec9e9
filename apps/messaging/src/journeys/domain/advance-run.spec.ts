import type { JourneyStep, JsonObject } from '@rapport/contracts';
import fc from 'fast-check';
import { advanceRun, newRun, type RunAdvance } from './advance-run.js';
import { aJourney, aPerson, noon } from './journey.spec-support.js';
import type { JourneyVersion } from './journey-version.js';
import type { Run, RunPerson } from './run.js';

const policy = { timeZone: 'UTC' };
const event: JsonObject = { name: 'Signed Up', properties: { plan: 'free' }, context: {} };

function enter(journey: JourneyVersion, person: RunPerson = aPerson(), now = noon): RunAdvance {
  const { workspaceId, journeyId, version } = journey;
  const identity = { id: '00000000-0000-7000-8000-00000000000d', profileId: person.profileId, key: '' };
  const run = newRun(
    { ...identity, workspaceId, journeyId, version, event },
    journey.definition.start ?? null,
    now,
  );
  return advanceRun({ journey, run, cause: 'entered', person, policy, now });
}

function wake(journey: JourneyVersion, run: Run, now: number, person = aPerson()): RunAdvance {
  return advanceRun({ journey, run, cause: 'timer', person, policy, now });
}

const message = (key: string, next: string | null = null): JourneyStep => ({
  key,
  kind: 'message',
  channel: 'email',
  templateId: 'hello',
  next,
});

describe('advance run', () => {
  it('plans a message and completes when nothing comes next', () => {
    const { run, intents } = enter(aJourney({ steps: [message('hello')] }));
    expect(run).toMatchObject({ state: 'completed', exitReason: 'finished', step: null, dueAt: null });
    expect(run.visits).toMatchObject([{ step: 'hello', visit: 1, outcome: 'planned' }]);
    expect(intents).toHaveLength(1);
    expect(intents[0]?.send).toMatchObject({
      channel: 'email',
      messageClass: 'marketing',
      profileId: run.profileId,
      expiresAt: '2026-03-30T12:00:00.000Z',
      origin: { kind: 'journey', stepKey: 'hello', visit: 1, runId: run.id },
      context: { event, steps: {}, journey: { key: 'welcome', version: 1, step: 'hello' } },
    });
  });

  it('gives a message the same id whenever it decides the same', () => {
    const [first, second] = [1, 2].map(() => enter(aJourney({ steps: [message('hello')] })).intents[0]?.send);
    expect(first?.msgId).toBe(second?.msgId);
  });

  it('waits, and goes on where it stood', () => {
    const journey = aJourney({
      steps: [{ key: 'wait', kind: 'delay', duration: 'PT1H', next: 'hello' }, message('hello')],
    });
    const { run } = enter(journey);
    expect(run).toMatchObject({ state: 'active', step: 'wait', dueAt: noon + 3_600_000 });
    const woken = wake(journey, run, noon + 3_600_000);
    expect(woken.run).toMatchObject({ state: 'completed' });
    expect(woken.run.visits).toMatchObject([
      {
        step: 'wait',
        outcome: 'elapsed',
        enteredAt: '2026-03-27T12:00:00.000Z',
        leftAt: '2026-03-27T13:00:00.000Z',
      },
      { step: 'hello', outcome: 'planned' },
    ]);
  });

  it('does nothing before its time', () => {
    const journey = aJourney({ steps: [{ key: 'wait', kind: 'delay', duration: 'PT1H' }] });
    const { run } = enter(journey);
    expect(wake(journey, run, noon + 3_599_999)).toEqual({ run, intents: [] });
  });

  it('takes the first branch that is true, and remembers what it looked at', () => {
    const journey = aJourney({
      steps: [
        {
          key: 'plan',
          kind: 'branch',
          branches: [
            { key: 'pro', when: { kind: 'trait', trait: 'plan', op: 'is', value: 'pro' }, next: 'hello' },
            {
              key: 'free',
              when: { kind: 'context', path: 'event.properties.plan', op: 'is', value: 'free' },
            },
          ],
          otherwise: { next: 'hello' },
        },
        message('hello'),
      ],
    });
    const free = enter(journey).run;
    expect(free.steps).toEqual({ plan: { branch: 'free' } });
    expect(free.visits).toMatchObject([
      { branch: 'free', trace: [{ result: false }, { result: true, actual: 'free' }] },
    ]);
    expect(enter(journey, aPerson({ traits: { plan: 'pro' } })).run.steps).toMatchObject({
      plan: { branch: 'pro' },
    });
  });

  it('can branch on what an earlier step did', () => {
    const journey = aJourney({
      steps: [
        message('hello', 'did'),
        {
          key: 'did',
          kind: 'branch',
          branches: [{ key: 'yes', when: { kind: 'context', path: 'steps.hello.msgId', op: 'is_set' } }],
          otherwise: {},
        },
      ],
    });
    expect(enter(journey).run.steps).toMatchObject({ did: { branch: 'yes' } });
  });

  it('leaves by an exit step with the reason of its author', () => {
    const { run } = enter(aJourney({ steps: [{ key: 'stop', kind: 'exit', reason: 'came from an ad' }] }));
    expect(run).toMatchObject({
      state: 'exited',
      exitReason: 'exit_step',
      steps: { stop: { reason: 'came from an ad' } },
      visits: [{ step: 'stop', outcome: 'exited' }],
    });
  });

  it('hands literals and references on, and leaves out what is missing', () => {
    const step: JourneyStep = {
      ...(message('hello') as JourneyStep & { kind: 'message' }),
      data: { a: 1, plan: { ref: 'event.properties.plan' }, gone: { ref: 'event.properties.gone' } },
    };
    expect(enter(aJourney({ steps: [step] })).intents[0]?.send.context.data).toEqual({ a: 1, plan: 'free' });
  });

  it('fails a run whose definition it cannot follow', () => {
    expect(enter(aJourney({ start: 'nowhere', steps: [message('hello')] })).run).toMatchObject({
      state: 'failed',
      exitReason: 'step_failed',
    });
  });

  it('ends a run that goes in a circle', () => {
    const { run } = enter(aJourney({ steps: [message('a', 'b'), message('b', 'a')] }));
    expect(run).toMatchObject({ state: 'exited', exitReason: 'loop_guard' });
  });
});

describe('advance run, as a law', () => {
  const keys = ['a', 'b', 'c', 'd', 'e'];
  const next = fc.constantFrom<(string | null)[]>(...keys, 'nowhere', null);
  const stepOf = (key: string): fc.Arbitrary<JourneyStep> =>
    fc.oneof(
      fc.record({
        key: fc.constant(key),
        kind: fc.constant('delay' as const),
        duration: fc.constantFrom('PT1S', 'PT90M', 'P1D', 'P1M', 'P2Y'),
        days: fc.constantFrom('calendar' as const, 'elapsed' as const),
        next,
      }),
      next.map((to) => message(key, to)),
      fc.constant<JourneyStep>({ key, kind: 'exit' }),
      fc.tuple(next, next, fc.boolean()).map(([one, two, set]): JourneyStep => ({
        key,
        kind: 'branch',
        branches: [
          { key: 'x', when: { kind: 'trait', trait: 'x', op: set ? 'is_set' : 'is_not_set' }, next: one },
        ],
        otherwise: { next: two },
      })),
    );
  const journeys = fc.tuple(...keys.map(stepOf)).map((steps) => aJourney({ steps }));
  const zones = fc.constantFrom('Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'nonsense', null);

  it('leaves every run ended with a reason, or active with a later moment at which it goes on', () => {
    fc.assert(
      fc.property(journeys, zones, (journey, timeZone) => {
        const person = aPerson({ timeZone });
        let now = noon;
        let { run } = enter(journey, person, now);
        for (let moves = 0; run.state === 'active' && moves < 60; moves++) {
          expect(run.dueAt).toBeGreaterThan(now);
          now = run.dueAt ?? now;
          ({ run } = wake(journey, run, now, person));
        }
        expect(run.state).not.toBe('active');
        expect(run.exitReason).not.toBeNull();
        expect(run.dueAt).toBeNull();
      }),
    );
  });

  it('decides the same from the same, and plans no message twice', () => {
    fc.assert(
      fc.property(journeys, (journey) => {
        const first = enter(journey);
        expect(enter(journey)).toEqual(first);
        const ids = first.intents.map(({ send }) => send.msgId);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });

  it('walks along edges of the graph only', () => {
    fc.assert(
      fc.property(journeys, (journey) => {
        const { visits } = enter(journey).run;
        for (const [index, visit] of visits.slice(1).entries()) {
          const from = journey.steps.get(visits[index]?.step ?? '');
          expect(JSON.stringify(from)).toContain(`"next":"${visit.step}"`);
        }
      }),
    );
  });
});
