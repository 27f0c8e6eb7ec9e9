import type { TestWorkspace } from '@rapport/testing';
import type { ReadingRoom } from '../browse/reading.spec-support.js';
import { type Answer } from '../browse/reading.spec-support.js';

export interface Cursor {
  url: string;
  has_more: boolean;
  next: string;
  limit: number;
}

export interface ApiAnswer {
  data: Record<string, unknown>[];
  traits: Record<string, unknown>;
  metadata: Record<string, unknown>;
  cursor: Cursor;
  error: { code: string; message: string };
}

/** One space as its clients see it: HTTP Basic with the key as the user name, and nothing else. */
export class Space {
  private constructor(
    private readonly room: ReadingRoom,
    readonly workspace: TestWorkspace,
    readonly basic: string,
  ) {}

  static async open(room: ReadingRoom, ...scopes: string[]): Promise<Space> {
    const workspace = await room.workspace();
    return new Space(room, workspace, await basicOf(workspace, ...scopes));
  }

  get path(): string {
    return `/v1/spaces/${this.workspace.publicId}/collections`;
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Answer<ApiAnswer>> {
    const url = path.startsWith('/v1/') ? path : `${this.path}/${path}`;
    return this.room.call<ApiAnswer>('GET', url, { authorization: this.basic, ...headers });
  }

  async post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer<ApiAnswer>> {
    return this.room.call<ApiAnswer>(
      'POST',
      `${this.path}/${path}`,
      { authorization: this.basic, ...headers },
      body,
    );
  }

  /** Follows `cursor.url` to the end, and says what each page held. */
  async pages(path: string): Promise<ApiAnswer[]> {
    const pages: ApiAnswer[] = [];
    for (let next: string | undefined = path; next;) {
      const { status, body }: Answer<ApiAnswer> = await this.get(next);
      if (status !== 200) throw new Error(JSON.stringify(body));
      pages.push(body);
      const { url, has_more } = body.cursor;
      next = has_more ? url.replace(/^http:\/\/[^/]+/, '') : undefined;
    }
    return pages;
  }
}

/** `sk_…:` in base64, as `curl -u sk_…:` sends it. */
export async function basicOf(workspace: TestWorkspace, ...scopes: string[]): Promise<string> {
  const bearer = await workspace.bearer(...scopes);
  return `Basic ${Buffer.from(`${bearer.slice('Bearer '.length)}:`).toString('base64')}`;
}
