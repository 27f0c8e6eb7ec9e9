/** A tenant. Everything but `revision` and the key of its profile ids can be read by its members. */
export interface Workspace {
  /** uuid */
  id: string;
  key: string;
  name: string;
  region: string;
  timeZone: string;
  defaultLocale: string;
  postalAddress: string | null;
  brand: Record<string, unknown>;
  /** 32 bytes: the HMAC key of this workspace's profile ids (identity.md 3.7). Never leaves the server. */
  identityKey: Buffer;
  revision: number;
  /** Epoch ms. */
  createdAt: number;
  updatedAt: number;
}
