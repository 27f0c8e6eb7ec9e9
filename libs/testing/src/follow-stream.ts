/** One block of a stream of server-sent events. */
export interface FollowedItem {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: { messageId?: string | null; dropped?: number; reason?: string };
}

/** A reader of server-sent events (api.md 2.9) over a real socket, as an `EventSource` reads them. */
export class StreamFollower {
  readonly items: FollowedItem[] = [];
  /** All that came, as it came. */
  text = '';
  private unread = '';

  private constructor(
    private readonly reader: ReadableStreamDefaultReader<string>,
    private readonly abort: AbortController,
  ) {}

  /**
   * Resolves once the stream says `ready`: whatever is sent from then on is seen.
   * @throws Error when the answer is no stream
   */
  static async open(url: string, headers: Record<string, string>): Promise<StreamFollower> {
    const abort = new AbortController();
    const answer = await fetch(url, { headers, signal: abort.signal });
    const type = answer.headers.get('content-type');
    if (answer.status !== 200 || type !== 'text/event-stream; charset=utf-8' || !answer.body) {
      throw new Error(`Not a stream: ${answer.status} ${type} ${await answer.text()}`);
    }
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    const follower = new StreamFollower(reader, abort);
    while (!follower.text.includes(': ready')) await follower.read();
    return follower;
  }

  /** @throws Error when the stream ends before the items are such */
  async until(holds: (items: FollowedItem[]) => boolean): Promise<FollowedItem[]> {
    while (!holds(this.items)) await this.read();
    return this.items;
  }

  get messageIds(): (string | null | undefined)[] {
    return this.items.map(({ data }) => data.messageId);
  }

  close(): void {
    this.abort.abort();
  }

  private async read(): Promise<void> {
    const { done, value } = await this.reader.read();
    if (done) throw new Error(`The stream ended after ${JSON.stringify(this.text.slice(-500))}`);
    this.text += value;
    const blocks = (this.unread + value).split('\n\n');
    this.unread = blocks.pop() ?? '';
    this.items.push(...blocks.flatMap((block) => itemOf(block) ?? []));
  }
}

function itemOf(block: string): FollowedItem | undefined {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
  const [event, data] = [field('event'), field('data')];
  if (!event || !data) return undefined;
  return { id: field('id'), event, data: JSON.parse(data) as FollowedItem['data'] };
}
