import fc from 'fast-check';
import { seed } from './check-histories.spec-support.js';
import { decisions, livedThrough } from './decisions.spec-support.js';
import { chunked, chunkSizes, histories, policies } from './histories.spec-support.js';
import { modelOf } from './model.spec-support.js';
import { type Mutant, withMutant } from './mutant.spec-support.js';

/** Defects that a plausible slip would bring, each in the code that runs in production. The first four are identity.md 5's. */
const mutants: Record<string, Mutant> = {
  'keeps the last moment of a link, not the first': {
    file: 'absorb.ts',
    original: 'if (edge && !isBefore(moment, edge.moment)) return;',
    mutated: 'if (edge && isBefore(moment, edge.moment)) return;',
  },
  'does not sort the links': {
    file: 'walk.ts',
    original: 'return ordered.sort((a, b) => Buffer.compare(a.order, b.order));',
    mutated: 'return ordered;',
  },
  'lets the last arrival win a trait': {
    file: 'trait-fold.ts',
    original: 'if (isBefore(register.moment, moment)) {',
    mutated: 'if (register) {',
  },
  'does not split at a new hub': {
    file: 'plan-walks.ts',
    original: 'for (const hub of changes.newHubs) {',
    mutated: 'for (const hub of [] as typeof changes.newHubs) {',
  },
  'knows no limits': {
    file: 'grouping.ts',
    original: 'if (exceeded !== undefined) return `refused_limit:${exceeded}`;',
    mutated: '',
  },
  'joins aliases without end': {
    file: 'grouping.ts',
    original:
      "if (left.nodes.length + right.nodes.length > this.policy.largestAliasClass) return 'refused_alias_limit';",
    mutated: '',
  },
  'breaks ties by strength, not by name': {
    file: 'walk.ts',
    original: 'const names = [anchor.type, anchor.value, node.type, node.value]',
    mutated: "const names = [anchor.type, anchor.value, node.type === 'email' ? '' : node.type, node.value]",
  },
  'counts the events of a hub, not its users': {
    file: 'absorb.ts',
    original: 'if (!pair.before.link) countUser(pair, policy, changes.newHubs);',
    mutated: 'if (link) countUser(pair, policy, changes.newHubs);',
  },
  'lets a hub go on linking': {
    file: 'walk.ts',
    original: 'return anchor.isHub || node.isHub;',
    mutated: 'return false;',
  },
  'makes a hub one user too late': {
    file: 'absorb.ts',
    original: 'if (node.userCount < policy.hubThreshold) return;',
    mutated: 'if (node.userCount <= policy.hubThreshold) return;',
  },
  'names a profile by its newest identifier': {
    file: 'grouping.ts',
    original: 'return (Buffer.compare(a.seen, b.seen) || compareStrength(a, b)) < 0;',
    mutated: 'return (Buffer.compare(b.seen, a.seen) || compareStrength(a, b)) < 0;',
  },
  'names a profile by the weakest of what was first seen at once': {
    file: 'grouping.ts',
    original: 'return (Buffer.compare(a.seen, b.seen) || compareStrength(a, b)) < 0;',
    mutated: 'return (Buffer.compare(a.seen, b.seen) || compareStrength(b, a)) < 0;',
  },
  'takes the strongest identifier for the weakest': {
    file: 'collect-identifiers.ts',
    original: 'return classOf(a) - classOf(b) || compareNames(a, b);',
    mutated: 'return classOf(b) - classOf(a) || compareNames(a, b);',
  },
  'believes a date in the future': {
    file: 'moment.ts',
    original: 'Math.min(parts.timestampMs, parts.receivedAtMs)',
    mutated: 'parts.timestampMs',
  },
  'forgets the place in the batch': {
    file: 'moment.ts',
    original: 'bytes.writeUInt32BE(parts.index, 16);',
    mutated: '',
  },
  'appends a link that lies in the past': {
    file: 'plan-walks.ts',
    original: 'if (!isAppended(ordered, clusters)) part.again = true;',
    mutated: '',
  },
  'walks no alias again': {
    file: 'plan-walks.ts',
    original: 'parts.connect(anchor.clusterId, node.clusterId).again = true;',
    mutated: 'parts.connect(anchor.clusterId, node.clusterId);',
  },
  'forgets the newest link of a cluster': {
    file: 'resolve-identity.ts',
    original: 'into.last = part.links.at(-1)?.order ?? into.last;',
    mutated: '',
  },
  'lets null be a value of a trait': {
    file: 'trait-fold.ts',
    original: 'return winner.value === null ? [] :',
    mutated: 'return',
  },
  'takes an alias without previousId for nothing': {
    file: 'collect-identifiers.ts',
    original: ': event.anonymousId;',
    mutated: ': null;',
  },
  'links an alias to itself': {
    file: 'collect-identifiers.ts',
    original: 'value === undefined || value === anchor.value',
    mutated: 'value === undefined',
  },
  'lets the email of a company identify a person': {
    file: 'collect-identifiers.ts',
    original: "if (event.type === 'identify') return event.traits?.email;",
    mutated: 'if (event.traits) return event.traits.email;',
  },
  'joins what people have separated': {
    file: 'grouping.ts',
    original: '(right.get(separation) ?? part) !== part',
    mutated: 'false',
  },
  'forgets the parts of those who joined': {
    file: 'grouping.ts',
    original: 'into.parts?.set(separation, part);',
    mutated: '',
  },
  'lets a link count that was taken back': {
    file: 'evidence.ts',
    original: 'if (edge?.active && (!least',
    mutated: 'if (edge && (!least',
  },
  'does not walk again when a link is taken back': {
    file: 'plan-walks.ts',
    original: 'for (const id of walkAgain) parts.connect(first ?? id, id).again = true;',
    mutated: 'void first;',
  },
  'ignores what a source is matched on': {
    file: 'collect-identifiers.ts',
    original: '!matchOn || matchOn.includes(type);',
    mutated: 'true;',
  },
};

const cases = fc.record({ history: histories(30), policy: policies, chunkSizes, decisions });

describe('a defect planted in the real code', () => {
  it.each(Object.entries(mutants))('is found when it %s', async (_, mutant) => {
    const Identity = withMutant(mutant);
    const agrees = fc.property(cases, ({ history: { events, disorder }, policy, chunkSizes, decisions }) => {
      // Where there may be hubs, nobody decides: one that a link made stays one when the link is taken back.
      const decides = policy.hubThreshold === 25;
      const lived = livedThrough(disorder, decides ? decisions : [], policy);
      const identity = new Identity(policy);
      for (const step of lived.steps) {
        for (const chunk of chunked(step.events, chunkSizes)) identity.apply(chunk);
        if (step.decided) identity.decide(step.decided);
      }
      const { profiles, verdicts } = modelOf({ events, ...lived.decisions }, policy);
      const expected = profiles.map(({ groups: _groups, ...profile }) => profile);
      expect(identity.outcome()).toEqual({ profiles: expected, verdicts });
    });
    const found = fc.check(agrees, { numRuns: 5_000, seed, endOnFailure: true });
    process.stdout.write(`  seed ${seed} · found by history ${found.numRuns}\n`);
    expect(found.failed).toBe(true);
  });
});
