import type { JsonObject, JsonValue } from '@rapport/contracts';
import { toIso } from '@rapport/kernel';
import { factsOfTraits, type ProfileFacts, type TraitFacts } from './project-profile.js';
import type { VisibleTraits } from './trait-fold.js';

/** Traits as a stored profile shows them: parsed when somebody asks. */
export function storedTraits(text: string, limited: boolean): VisibleTraits {
  let values: ReadonlyMap<string, JsonValue> | undefined;
  return {
    text,
    limited,
    get values() {
      return (values ??= new Map(Object.entries(JSON.parse(text) as JsonObject)));
    },
  };
}

export const noTraits: VisibleTraits = { text: '{}', limited: false, values: new Map() };

/** A profile at one point of the chunk: what its identifiers say, and its traits up to here. */
export class ProfileSnapshotText {
  private json: string | undefined;
  private found: TraitFacts | undefined;

  /** @param known what was made of these very traits and facts before, so that they need not be read again */
  constructor(
    readonly facts: ProfileFacts,
    readonly traits: VisibleTraits,
    private readonly known?: TraitFacts,
  ) {}

  get traitFacts(): TraitFacts {
    return (this.found ??= this.known ?? factsOfTraits(this.traits.values));
  }

  get locale(): string | null {
    return this.traitFacts.locale ?? this.facts.contextLocale;
  }

  get timeZone(): string | null {
    return this.traitFacts.timeZone ?? this.facts.contextTimeZone;
  }

  /** JSON text of the contract's `ProfileSnapshot`; the traits are carried over as text, not built again. */
  get text(): string {
    return (this.json ??= this.build());
  }

  private build(): string {
    const { userId, email, identifiers, groups, createdMs, firstSeenMs, lastSeenMs } = this.facts;
    const fields = {
      userId,
      email,
      phone: this.traitFacts.phone,
      locale: this.locale,
      timeZone: this.timeZone,
      identifiers,
      groups,
      createdAt: toIso(createdMs),
      firstSeenAt: toIso(firstSeenMs),
      lastSeenAt: toIso(lastSeenMs),
    };
    return `{"traits":${this.traits.text},${JSON.stringify(fields).slice(1)}`;
  }
}
