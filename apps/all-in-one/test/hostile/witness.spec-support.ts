import type { ApiClient } from '../api-client.spec-support.js';
import { until } from '@rapport/testing';

/** What the door said of an event: stored; certainly not stored; or nobody knows (reliability.md 2.0). */
type Outcome = 'acked' | 'refused' | 'unknown';

/** An answer that comes later than this is a hang, whatever it says. */
const longestAnswerMs = 10_000;

/**
 * Sends numbered events of one person, one request after another on several lanes, and keeps what the door said of each.
 * Nothing is sent twice, so that afterwards the store can be held against the answers.
 */
export class Witness {
  private readonly outcomes = new Map<string, Outcome>();
  private readonly statuses = new Map<string, number>();
  private readonly faults: string[] = [];
  private going = true;
  private lanes: Promise<void>[] = [];

  constructor(
    private readonly api: ApiClient,
    private readonly person: string,
  ) {}

  start(lanes = 4): void {
    this.lanes = Array.from({ length: lanes }, (_, lane) => this.run(lane));
  }

  async stop(): Promise<void> {
    this.going = false;
    await Promise.all(this.lanes);
  }

  private count(outcomes: readonly Outcome[]): number {
    return [...this.outcomes.values()].filter((one) => outcomes.includes(one)).length;
  }

  /** Waits until that many more events are acknowledged, or that many more are not. */
  async sees(what: 'acked' | 'turned away', more: number, reason: string, limitMs = 60_000): Promise<void> {
    const counted: Outcome[] = what === 'acked' ? ['acked'] : ['refused', 'unknown'];
    const from = this.count(counted);
    await until(reason, async () => (this.count(counted) >= from + more ? true : undefined), limitMs);
  }

  private async run(lane: number): Promise<void> {
    for (let i = 0; this.going; i++) {
      const messageId = `${this.person}-${lane}-${i}`;
      this.outcomes.set(messageId, await this.send(messageId));
      // A refused client waits; otherwise the lanes would only spin.
      if (this.outcomes.get(messageId) !== 'acked') await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  private async send(messageId: string): Promise<Outcome> {
    const answer = await fetch(`${this.api.baseUrl}/v1/track`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.api.writeKey}` },
      body: JSON.stringify({ messageId, userId: this.person, event: 'Witnessed' }),
      signal: AbortSignal.timeout(longestAnswerMs),
    }).catch((error: unknown) => {
      if ((error as Error).name === 'TimeoutError') this.faults.push(`${messageId}: no answer in time`);
      return undefined;
    });
    if (!answer) return 'unknown';
    const text = await answer.text().catch(() => undefined);
    if (text === undefined) return 'unknown';
    this.statuses.set(String(answer.status), (this.statuses.get(String(answer.status)) ?? 0) + 1);
    if (answer.status === 200) return 'acked';
    if (answer.status !== 503 || !/^[1-9]\d*$/.test(answer.headers.get('retry-after') ?? '')) {
      // A proxy in front answers 502 or 504 when the service behind is not there; that is no answer of ours.
      if (answer.status !== 502 && answer.status !== 504)
        this.faults.push(`${messageId}: ${answer.status} ${text.slice(0, 200)}`);
      return 'unknown';
    }
    return answer.headers.get('x-refused') === 'admission' ? 'refused' : 'unknown';
  }

  /**
   * Holds the store against the answers (ING-1 to ING-4): every acked event is there, once; none that was refused is; and no
   * answer was anything but 200 or an honest 503.
   */
  async expectTruth(): Promise<void> {
    const stored = await until(
      'every acknowledged event is on the timeline',
      async () => {
        const found = await this.timeline().catch(() => undefined);
        if (!found) return undefined;
        const ids = new Set(found);
        const missing = [...this.outcomes].filter(([id, outcome]) => outcome === 'acked' && !ids.has(id));
        return missing.length === 0 ? found : undefined;
      },
      120_000,
    );
    const refused = stored.filter((id) => this.outcomes.get(id) === 'refused');
    const invented = stored.filter((id) => !this.outcomes.has(id));
    expect({ faults: this.faults, doubled: stored.length - new Set(stored).size, refused, invented }).toEqual(
      {
        faults: [],
        doubled: 0,
        refused: [],
        invented: [],
      },
    );
  }

  /** messageIds of all events of the person, page by page. */
  private async timeline(): Promise<string[]> {
    const ids: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: { data: { messageId: string }[]; nextCursor: string | null } = await this.api.get(
        `/api/v1/profiles/user_id%3A${this.person}/events?limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      ids.push(...page.data.map((event) => event.messageId));
      cursor = page.nextCursor;
    }
    return ids;
  }
}
